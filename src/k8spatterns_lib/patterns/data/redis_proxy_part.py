"""The pods by which clients of a Redis set find the master, and replicas to read from.

A proxy is ready while it can be read from: with no master, reads go on. It lets clients go
elsewhere before it stops.
"""

from typing import Final

from k8spatterns_lib.patterns.data.redis_proxy import RedisProxy
from k8spatterns_lib.patterns.data.redis_proxy_config import ALIVE, READABLE
from k8spatterns_lib.patterns.pod_part import PodPart
from k8spatterns_lib.values.image import Image
from k8spatterns_lib.values.lifecycle import Hook, Lifecycle
from k8spatterns_lib.values.probe import Probe
from k8spatterns_lib.values.redis_servers import RedisServers
from k8spatterns_lib.values.resources import Resources

PORTS: Final = {"write": 6379, "read": 6380, "health": 8404}
_RESOURCES: Final = Resources(cpu="50m", memory="128Mi")
_CONNECTIONS: Final = 2000
_DRAIN_SECONDS: Final = 5


def redis_proxy_part(config: str, *, servers: RedisServers, image: Image) -> PodPart:
    """Return the proxy's container and its configuration, in the ConfigMap `config`."""
    proxy = RedisProxy(
        name="proxy",
        servers=servers,
        config=config,
        address="",
        write_port=PORTS["write"],
        read_port=PORTS["read"],
        health_port=PORTS["health"],
        connections=_CONNECTIONS,
        image=image,
        resources=_RESOURCES,
    )
    container = proxy.container.with_(
        ports=PORTS,
        readiness=Probe.http(READABLE, port="health", period_seconds=2),
        liveness=Probe.http(ALIVE, port="health"),
        lifecycle=Lifecycle(pre_stop=Hook.sleep(_DRAIN_SECONDS)),
    )
    return PodPart(containers=(container,), config={config: proxy.files})
