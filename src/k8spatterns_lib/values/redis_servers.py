"""Redis servers by name, for whoever connects to them: one master and its replicas.

Source: Redis docs, "Replication"; Redis configuration, `min-replicas-to-write`.
"""

from collections.abc import Iterable
from typing import Final, Protocol, runtime_checkable

import attrs

from k8spatterns_lib.errors import SettingError
from k8spatterns_lib.values.environment import SecretKey
from k8spatterns_lib.values.names import dns_subdomain
from k8spatterns_lib.values.port import Port
from k8spatterns_lib.values.setting import refuses_unknown_settings
from k8spatterns_lib.values.setting_checks import parts, switches

NAMESPACE: Final = "$(NAMESPACE)"
"""Stands in a host for the namespace of the pod that connects."""
_WHERE: Final = "RedisServers"


def _to_hosts(hosts: Iterable[str]) -> tuple[str, ...]:
    return parts(hosts, str, _WHERE, "hosts")


@refuses_unknown_settings
@attrs.frozen
class RedisServers:
    """A master and its replicas, whichever of them is the master now.

    Args:
        hosts: Complete DNS names of all servers. `$(NAMESPACE)` in one stands for the
            namespace of the pod that connects.
        password: Their password, in the namespace of the pod that connects. Default: none.
        port: Default: 6379.
        needs_replica: They have `min-replicas-to-write`, as those of `RedisSentinel` do: a
            master without a replica refuses writes, so it is not taken for one. Default: True.

    Raises:
        SettingError: A part is wrong, or a host is there twice.
    """

    hosts: tuple[str, ...] = attrs.field(converter=_to_hosts)
    password: SecretKey | None = attrs.field(default=None, kw_only=True)
    port: int = attrs.field(default=6379, kw_only=True)
    needs_replica: bool = attrs.field(default=True, kw_only=True)

    def __attrs_post_init__(self) -> None:
        if not self.hosts:
            raise SettingError(_WHERE, "at least one host is needed", got=(), fix='Write ["redis-0.example.com"].')
        for host in self.hosts:
            dns_subdomain(host.replace(NAMESPACE, "namespace"), _WHERE, "a host")
        if len(set(self.hosts)) != len(self.hosts):
            twice = next(host for host in self.hosts if self.hosts.count(host) > 1)
            raise SettingError(_WHERE, "two servers must not share a host", got=twice, fix="Name each once.")
        if self.password is not None and not isinstance(self.password, SecretKey):
            fix = 'Write SecretKey("redis-auth", "password").'
            raise SettingError(_WHERE, "the password must be a SecretKey", fix=fix)
        Port(name="redis", number=self.port)
        switches(self, ("needs_replica",), _WHERE)


@runtime_checkable
class HasRedisServers(Protocol):
    """Something that stands for Redis servers, such as a `RedisSentinel`."""

    @property
    def redis_servers(self) -> RedisServers:
        """The reference that values keep."""
        ...
