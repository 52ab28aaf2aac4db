"""The configuration of the Redis servers and sentinels of a `RedisSentinel`, as far as all pods share it.

What differs between pods, and the password, is added by the scripts that start them.

Source: Redis 7.0, `redis.conf` and `sentinel.conf`; Redis docs, "High availability with Redis Sentinel".
"""

import difflib
from collections.abc import Mapping
from typing import Final

from k8spatterns_lib.errors import SettingError
from k8spatterns_lib.patterns.data.redis_tunables import TUNABLES
from k8spatterns_lib.values.quantity import Memory

PORT: Final = 6379
SENTINEL_PORT: Final = 26379
SHUTDOWN_SECONDS: Final = 10
"""How long a master that is told to stop waits for its replicas (Redis' `shutdown-timeout`)."""
_SHORTEST_LAG: Final = 2


def redis_conf(*, memory_limit: Memory, down_after_seconds: int, extra: Mapping[str, str]) -> str:
    """Return `redis.conf`, without what differs between pods.

    A master takes no writes unless a replica has answered within the time after which the
    sentinels count the master as down: so one that is cut off stops when it may have been
    replaced. Memory is bounded at three quarters of the limit: a full server refuses writes
    instead of being killed, and there is room for buffers and for pages copied during a fork.

    Args:
        memory_limit: The container's.
        down_after_seconds: When sentinels count the master as down.
        extra: Checked by `check_extra`; a setting of this pattern gives way to them.
    """
    settings = {
        "port": str(PORT),
        "appendonly": "yes",
        "save": '""',
        "maxmemory": str(memory_limit.in_bytes * 3 // 4),
        "min-replicas-to-write": "1",
        # A replica answers once a second, so less would stop writes for no reason.
        "min-replicas-max-lag": str(max(down_after_seconds, _SHORTEST_LAG)),
        "repl-diskless-sync-delay": "1",
        # Else a replica that writes its first file after a full synchronization does not stop at all.
        "shutdown-on-sigterm": "force",
        "shutdown-timeout": str(SHUTDOWN_SECONDS),
        "tcp-keepalive": "60",
        **extra,
    }
    return "".join(f"{name} {value}\n" for name, value in settings.items())


def sentinel_conf() -> str:
    """Return the head of `sentinel.conf`: names instead of addresses, said before any master is named."""
    return (
        f"port {SENTINEL_PORT}\n"
        "sentinel resolve-hostnames yes\n"
        "sentinel announce-hostnames yes\n"
        "sentinel deny-scripts-reconfig yes\n"
    )


def sentinel_settings(*, down_after_seconds: int, failover_timeout_seconds: int) -> str:
    """Return the settings of the set that sentinels watch, a name and a value a line."""
    return (
        f"down-after-milliseconds {down_after_seconds * 1000}\n"
        f"failover-timeout {failover_timeout_seconds * 1000}\n"
        "parallel-syncs 1\n"
    )


def check_extra(extra: Mapping[str, str], *, where: str) -> None:
    """Refuse settings that Redis does not have, that the pattern decides, or that would be two lines.

    Raises:
        SettingError: One of that.
    """
    if not isinstance(extra, Mapping):
        fix = 'Write {"maxmemory-policy": "allkeys-lru"}.'
        raise SettingError(where, "config must be a mapping", got=extra, fix=fix)
    for name, value in extra.items():
        if name not in TUNABLES:
            close = difflib.get_close_matches(str(name), TUNABLES, n=1, cutoff=0.8)
            fix = f"Did you mean {close[0]!r}?" if close else "The pattern decides it, or Redis does not have it."
            raise SettingError(where, "config takes settings that tune Redis", got=name, fix=fix)
        if not isinstance(value, str) or not value.strip() or not value.isprintable():
            raise SettingError(where, f"config {name} must be one line of text", got=value, fix="Write it as text.")
