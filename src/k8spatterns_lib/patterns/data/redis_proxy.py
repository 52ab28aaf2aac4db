"""`RedisProxy`: the container of an HAProxy that knows which Redis server is the master.

Decided here: what HAProxy is started with.
Decided elsewhere: what it does (`redis_proxy_config`), who runs it, and with which ports and
probes (`redis_sentinel` for a whole cluster, `redis_read_write_split` within one pod).

Source: the official image's documentation (user 99, stops softly on SIGUSR1).
"""

from typing import Final

import attrs

from k8spatterns_lib.patterns.data.redis_proxy_config import redis_proxy_config
from k8spatterns_lib.values.container import Container
from k8spatterns_lib.values.environment import EnvValue, PodField
from k8spatterns_lib.values.image import Image
from k8spatterns_lib.values.redis_servers import NAMESPACE, RedisServers
from k8spatterns_lib.values.resources import Resources
from k8spatterns_lib.values.volume import Volume

IMAGE: Final = Image.parse("docker.io/library/haproxy:3.0.7")
USER: Final = 99
"""The user and group of the official image."""
_CONFIG: Final = "/usr/local/etc/haproxy"
_FILE: Final = "haproxy.cfg"


@attrs.frozen(kw_only=True)
class RedisProxy:
    """An HAProxy in front of Redis servers.

    Args:
        name: The container's name.
        servers: The servers behind it.
        config: The ConfigMap with its configuration.
        address: Where the data ports listen: "127.0.0.1", or "" for everywhere.
        write_port: Leads to the master.
        read_port: Leads to a replica.
        health_port: Answers probes.
        check_seconds: From one question to a server to the next. Default: 1.
        connections: How many it serves at once.
        image: An HAProxy 2.6 or newer.
        resources: What it is guaranteed.
    """

    name: str
    servers: RedisServers
    config: str
    address: str
    write_port: int
    read_port: int
    health_port: int
    check_seconds: int = 1
    connections: int
    image: Image
    resources: Resources

    @property
    def files(self) -> dict[str, str]:
        """What is in its ConfigMap."""
        text = redis_proxy_config(
            self.servers,
            address=self.address,
            write_port=self.write_port,
            read_port=self.read_port,
            health_port=self.health_port,
            check_seconds=self.check_seconds,
            connections=self.connections,
        )
        return {_FILE: text}

    @property
    def container(self) -> Container:
        """The container, without ports and probes: they differ with who runs it."""
        env: dict[str, EnvValue] = {}
        if self.servers.password is not None:
            env["REDISCLI_AUTH"] = self.servers.password
        if any(NAMESPACE in host for host in self.servers.hosts):
            env["POD_NAMESPACE"] = PodField("metadata.namespace")
        return Container(
            self.name,
            image=self.image,
            command=["haproxy", "-db", "-f", f"{_CONFIG}/{_FILE}"],
            env=env,
            mounts={_CONFIG: Volume.config_map(self.config, name=f"{self.name}-config").read_only()},
            resources=self.resources,
        )
