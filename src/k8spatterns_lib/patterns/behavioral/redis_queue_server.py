"""`RedisQueueServer`: a Redis for a `ReliableSingleton` that keeps what it took.

Every write is on disk before it is answered (`appendfsync always`), and a full memory refuses
writes (`noeviction`) instead of dropping items: `maxmemory` is three quarters of the memory
limit, the rest is for rewriting the file. The password comes from the environment; the one
user is made from its hash, in memory, and may neither drop all data nor change settings.

Source: Redis docs, "Redis persistence", "Key eviction", "ACL"; the official image (user and
group 999, `/data`).
"""

from importlib.resources import files
from typing import Final

import attrs

from k8spatterns_lib.patterns.behavioral.singleton_server import ServerAccess
from k8spatterns_lib.patterns.pod_part import PodPart
from k8spatterns_lib.values.container import Container
from k8spatterns_lib.values.environment import SecretKey
from k8spatterns_lib.values.image import Image
from k8spatterns_lib.values.probe import Probe
from k8spatterns_lib.values.resources import Resources
from k8spatterns_lib.values.security import Security
from k8spatterns_lib.values.volume import Volume

PORT: Final = 6379
_USER: Final = 999
_START: Final = "start_redis_queue.sh"
_CONFIG: Final = "/config"
_USERS: Final = "/run/redis"
_ANSWERS: Final = 'test "$(redis-cli ping)" = PONG'
"""`redis-cli` takes the password from `REDISCLI_AUTH`; while the server loads its data, the answer is another."""


@attrs.frozen(kw_only=True)
class RedisQueueServer:
    """A Redis that keeps what it took."""

    image: Image
    password: SecretKey
    resources: Resources

    @property
    def access(self) -> ServerAccess:
        """How clients reach it."""
        return ServerAccess(port="redis", number=PORT, user="default", password=self.password)

    @property
    def security(self) -> Security:
        """The user and group of the official image."""
        return Security(user=_USER, group=_USER, fs_group=_USER)

    @property
    def grace_seconds(self) -> int:
        """Time to end a write to disk."""
        return 60

    def part(self, pattern: str, data: Volume) -> PodPart:
        """Return the server and its settings."""
        config = f"{pattern}-config"
        server = Container(
            "redis",
            image=self.image,
            command=["/bin/sh", f"{_CONFIG}/{_START}"],
            args=[f"{_CONFIG}/redis.conf", f"{_USERS}/users.acl"],
            ports={"redis": PORT},
            env={"REDISCLI_AUTH": self.password},
            mounts={
                "/data": data,
                _CONFIG: Volume.config_map(config, name="config").read_only(),
                _USERS: Volume.empty_dir("users", medium="Memory", size_limit="1Mi"),
            },
            startup=Probe.exec("sh", "-c", _ANSWERS, period_seconds=5, timeout_seconds=5, failure_threshold=120),
            readiness=Probe.exec("sh", "-c", _ANSWERS, timeout_seconds=5),
            liveness=Probe.tcp("redis", failure_threshold=6),
            resources=self.resources,
        )
        start = (files("k8spatterns_lib.patterns.behavioral") / _START).read_text(encoding="utf-8")
        return PodPart(containers=(server,), config={config: {_START: start, "redis.conf": self.settings}})

    @property
    def settings(self) -> str:
        """The text of `redis.conf`."""
        return (
            f"port {PORT}\n"
            "dir /data\n"
            "appendonly yes\n"
            "appendfsync always\n"
            'save ""\n'
            f"maxmemory {self.resources.memory_limit.in_bytes * 3 // 4}\n"
            "maxmemory-policy noeviction\n"
        )
