"""`RedisReadWriteSplit`: an ambassador that sends writes to the Redis master, and reads to replicas.

Problem: which Redis server is the master changes; an application that should not have to ask
Sentinel needs two addresses that are always right.
Solution: HAProxy on localhost asks each server what it is and follows a change within seconds:
connections to a server that lost its role are closed, so that clients connect anew. A TCP proxy
can not log in for its client: the application gets the password too (`redis.password`).

The application starts once there is a master; an outage later on does not make the pod
unready, since all pods would be at once: what can be done without Redis is the application's
own to say. Reads go to a replica that is in sync, to the master where there is none.

Source: Kubernetes Patterns, 2nd ed., ch. 18 "Ambassador"; Redis docs, "Replication".
"""

from typing import Final

import attrs

from k8spatterns_lib.errors import SettingError
from k8spatterns_lib.patterns.data.redis_proxy import IMAGE, USER, RedisProxy
from k8spatterns_lib.patterns.data.redis_proxy_config import ALIVE, WRITABLE
from k8spatterns_lib.patterns.pod_part import PodPart
from k8spatterns_lib.values.container import Container
from k8spatterns_lib.values.deployment import at_least
from k8spatterns_lib.values.image import Image, to_image
from k8spatterns_lib.values.names import dns_label
from k8spatterns_lib.values.port import Port
from k8spatterns_lib.values.probe import Probe
from k8spatterns_lib.values.redis_servers import HasRedisServers, RedisServers
from k8spatterns_lib.values.resources import Resources
from k8spatterns_lib.values.security import Security
from k8spatterns_lib.values.setting import refuses_unknown_settings

_WHERE: Final = "RedisReadWriteSplit"
_HEALTH: Final = "redis-health"
_LOCALHOST: Final = "127.0.0.1"
_CONNECTIONS: Final = 500
# The application waits for Redis; that is no reason to start the ambassador again.
_STARTUP_SECONDS: Final = 3600


def _to_servers(redis: RedisServers | HasRedisServers) -> RedisServers:
    if isinstance(redis, RedisServers):
        return redis
    if not isinstance(redis, HasRedisServers):
        fix = "Give a RedisSentinel, or RedisServers([...], password=...)."
        raise SettingError(_WHERE, "it needs Redis servers", got=redis, fix=fix)
    return redis.redis_servers


@refuses_unknown_settings
@attrs.frozen
class RedisReadWriteSplit:
    """Two ports on localhost, one for writes and one for reads.

    Args:
        redis: A `RedisSentinel`, or `RedisServers` that run elsewhere. Its password must be in
            the pod's namespace.
        write_port: Leads to the master. Default: 6379.
        read_port: Leads to a replica. Default: 6380.
        health_port: Answers probes, on the pod's address. Default: 8404.
        check_seconds: From one question to a server to the next; each pod asks each server
            three. Default: 1.
        name: The container's name. Default: "redis-proxy".
        image: An HAProxy 2.6 or newer. Default: the official image.
        resources: Default: 10m CPU and 64Mi memory.

    Raises:
        SettingError: A port is none, or is needed twice.
    """

    redis: RedisServers = attrs.field(converter=_to_servers)
    write_port: int = attrs.field(default=6379, kw_only=True)
    read_port: int = attrs.field(default=6380, kw_only=True)
    health_port: int = attrs.field(default=8404, kw_only=True)
    check_seconds: int = attrs.field(default=1, kw_only=True)
    name: str = attrs.field(default="redis-proxy", kw_only=True)
    image: Image = attrs.field(default=IMAGE, kw_only=True, converter=to_image)
    resources: Resources = attrs.field(default=Resources(cpu="10m", memory="64Mi"), kw_only=True)

    def __attrs_post_init__(self) -> None:
        dns_label(self.name, _WHERE)
        at_least(1, self.check_seconds, _WHERE, "check_seconds")
        for number in self._ports:
            Port(name=_HEALTH, number=number)
        if len(set(self._ports)) != len(self._ports):
            fix = "Give write_port, read_port and health_port different numbers."
            raise SettingError(_WHERE, "two ports must not share a number", got=list(self._ports), fix=fix)

    @property
    def _ports(self) -> tuple[int, int, int]:
        return self.write_port, self.read_port, self.health_port

    def part(self, pattern: str, main: Container) -> PodPart:
        """Return the native sidecar and its configuration.

        Raises:
            SettingError: The application listens on one of the ambassador's ports.
        """
        for port in main.ports:
            if port.number in self._ports:
                fix = f"Containers of a pod share localhost: move {port.name!r} of {main.name!r}, or the ambassador."
                raise SettingError(_WHERE, "the application listens on this port itself", got=port.number, fix=fix)
        config = f"{pattern}-{self.name}"
        proxy = RedisProxy(
            name=self.name,
            servers=self.redis,
            config=config,
            address=_LOCALHOST,
            write_port=self.write_port,
            read_port=self.read_port,
            health_port=self.health_port,
            check_seconds=self.check_seconds,
            connections=_CONNECTIONS,
            image=self.image,
            resources=self.resources,
        )
        container = proxy.container.with_(
            # The ports on localhost are nobody else's: they are no ports of the pod.
            ports={_HEALTH: self.health_port},
            startup=Probe.http(WRITABLE, port=_HEALTH, period_seconds=1, failure_threshold=_STARTUP_SECONDS),
            liveness=Probe.http(ALIVE, port=_HEALTH),
            security=Security(user=USER, group=USER),
            restart_policy="Always",
        )
        return PodPart(init=(container,), config={config: proxy.files})
