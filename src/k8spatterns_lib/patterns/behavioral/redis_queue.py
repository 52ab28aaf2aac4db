"""`RedisQueue`: a stream in Redis, from which each item is delivered at least once.

An item that was handed out stays in the stream until its worker says that it is done. A worker
that dies says nothing; when its lease is over, another worker takes the item. So an item may
be worked on twice, but none is lost. With the server that this queue brings along, what it
took is on disk before it answers. An existing set with replicas answers before they have it:
a failover can lose the newest items.

Workers find in their environment, in this order:

| variable | value |
| --- | --- |
| `QUEUE_HOST`, `QUEUE_PORT` | the server's Service, and 6379 |
| `QUEUE_PASSWORD` | the password of Redis' default user, from its Secret |
| `QUEUE_URL` | `redis://<host>:6379/0`, without the password |
| `QUEUE_NAME` | the key of the stream: the pattern's id |
| `QUEUE_GROUP` | the consumer group: `workers` |
| `QUEUE_CONSUMER` | the worker in the group: the pod's name |
| `QUEUE_LEASE_SECONDS` | how long an item may be worked on before another worker may take it |
| `QUEUE_EXIT_WHEN` | `empty` (of a `UntilEmpty`) or `idle` (of a `Scaled`) |

docs/work-queue.md has the commands of a worker and of a producer.

Source: Redis docs, "Redis Streams", XREADGROUP, XAUTOCLAIM; Kubernetes Patterns, 2nd ed.,
ch. 7 "Batch Job"; KEDA docs, "Redis Streams".
"""

import re
from typing import Final, Protocol, cast, runtime_checkable

import attrs

from k8spatterns_lib.errors import SettingError
from k8spatterns_lib.patterns.behavioral.queue_backend import ExitWhen, QueueServer, QueueTrigger
from k8spatterns_lib.patterns.behavioral.queue_items import QueueItems
from k8spatterns_lib.patterns.behavioral.redis_queue_server import PORT, RedisQueueServer
from k8spatterns_lib.values.deployment import at_least
from k8spatterns_lib.values.environment import EnvValue, PodField, SecretKey
from k8spatterns_lib.values.image import Image
from k8spatterns_lib.values.pod_settings import PodSettings
from k8spatterns_lib.values.quantity import Memory
from k8spatterns_lib.values.reference import ServiceRef
from k8spatterns_lib.values.resources import Resources
from k8spatterns_lib.values.setting import refuses_unknown_settings

_VERSION: Final = re.compile(r"([0-9]+)\.[0-9]+\.[0-9]+(?:-[a-z0-9.]+)?")
_DEFAULT_VERSION: Final = "7.4.2"
_OLDEST: Final = 7
"""Since 7.0 XAUTOCLAIM forgets items that are done meanwhile."""
_GROUP: Final = "workers"
_WHERE: Final = "RedisQueue"


@runtime_checkable
class HasRedis(Protocol):
    """Something that stands for a Redis with a password, such as `RedisSentinel`."""

    @property
    def service_ref(self) -> ServiceRef:
        """The Service that leads to the server that takes writes."""
        ...

    @property
    def password(self) -> SecretKey:
        """The password of Redis' default user."""
        ...


@attrs.frozen(kw_only=True)
class RedisRef:
    """A Redis that is there."""

    service: ServiceRef
    password: SecretKey


def _to_redis(server: HasRedis | RedisRef | None) -> RedisRef | None:
    if server is None or isinstance(server, RedisRef):
        return server
    if not isinstance(server, HasRedis):
        fix = "Give a RedisSentinel, or storage= and password= for a server of its own."
        raise SettingError(_WHERE, "the server must be a Redis", got=server, fix=fix)
    return RedisRef(service=server.service_ref, password=server.password)


def _to_storage(storage: str | Memory | None) -> Memory | None:
    return None if storage is None else Memory.parse(storage, where=_WHERE)


@refuses_unknown_settings
@attrs.frozen(kw_only=True)
class RedisQueue:
    """A queue in a Redis of its own, or in one that is there.

    Args:
        storage: The size of its server's claim, such as "1Gi"; needed without `server`.
        password: The password of its server, in a Secret; needed without `server`.
        server: An existing Redis, such as a `RedisSentinel`; its Service leads to the master.
        storage_class: Default: the cluster's default.
        version: Its server's, the tag of the image; 7.0 or newer. Default: "7.4.2".
        image: The repository. Default: the official image.
        resources: What its server is guaranteed. Default: 100m CPU and 256Mi memory.
        lease_seconds: How long an item may be worked on before another worker may take it. Default: 300.
        pod: What concerns its server's whole pod.

    Raises:
        SettingError: A setting is wrong, or is one of a server that is there.
    """

    storage: Memory | None = attrs.field(default=None, converter=_to_storage)
    password: SecretKey | None = None
    redis: RedisRef | None = attrs.field(default=None, converter=_to_redis, alias="server")
    storage_class: str | None = None
    version: str = _DEFAULT_VERSION
    image: str = "docker.io/library/redis"
    resources: Resources = Resources(cpu="100m", memory="256Mi")
    lease_seconds: int = 300
    pod: PodSettings = PodSettings()

    def __attrs_post_init__(self) -> None:
        for name, value, kind in (("resources", self.resources, Resources), ("pod", self.pod, PodSettings)):
            if not isinstance(value, kind):
                fix = f"Give {kind.__name__}(...)."
                raise SettingError(_WHERE, f"{name} must be {kind.__name__}", got=value, fix=fix)
        at_least(1, self.lease_seconds, _WHERE, "lease_seconds")
        found = _VERSION.fullmatch(self.version) if isinstance(self.version, str) else None
        if found is None or int(found[1]) < _OLDEST:
            fix = f'Write it in full: "{_DEFAULT_VERSION}".'
            raise SettingError(_WHERE, f"the version must be one of Redis, from {_OLDEST}", got=self.version, fix=fix)
        if self.redis is None:
            self._check_own_server()
        else:
            self._check_existing_server()

    def _check_own_server(self) -> None:
        if self.password is not None and not isinstance(self.password, SecretKey):
            fix = 'Write SecretKey("queue", "password").'
            raise SettingError(_WHERE, "the password must be a SecretKey", fix=fix)
        if self.storage is None or self.password is None:
            fix = "Give both, or server= for a Redis that is there."
            missing = "storage" if self.storage is None else "password"
            raise SettingError(_WHERE, f"a server of its own needs {missing}", fix=fix)

    def _check_existing_server(self) -> None:
        for field in attrs.fields(RedisQueue):
            if field.name not in {"redis", "lease_seconds"} and getattr(self, field.name) != field.default:
                fix = "Leave it out, or leave server out."
                raise SettingError(_WHERE, f"{field.name} is a setting of a server of its own", fix=fix)

    @property
    def server(self) -> QueueServer | ServiceRef:
        """The server that it brings along, or the Service of the one that is there."""
        if self.redis is not None:
            return self.redis.service
        image = Image(self.image, self.version)
        run = RedisQueueServer(image=image, password=self._password, resources=self.resources)
        return QueueServer(run=run, storage=self.storage, storage_class=self.storage_class, pod=self.pod)

    @property
    def program(self) -> str:
        """What fills it."""
        return "fill_redis_queue.py"

    def queue_name(self, pattern: str, items: QueueItems) -> str:  # noqa: ARG002  # pyright: ignore[reportUnusedParameter] - the protocol's
        """Return the key of the stream: the pattern's name, whatever it is filled with."""
        return pattern

    def variables(self, queue: str, service: ServiceRef, exit_when: ExitWhen) -> dict[str, EnvValue]:
        """Return the variables that the module's table lists."""
        return {
            "QUEUE_HOST": service.host,
            "QUEUE_PORT": str(PORT),
            "QUEUE_PASSWORD": self._password,
            "QUEUE_URL": f"redis://{service.host}:{PORT}/0",
            "QUEUE_NAME": queue,
            "QUEUE_GROUP": _GROUP,
            "QUEUE_CONSUMER": PodField("metadata.name"),
            "QUEUE_LEASE_SECONDS": str(self.lease_seconds),
            "QUEUE_EXIT_WHEN": exit_when,
        }

    def trigger(self, queue: str, service: ServiceRef, items_per_worker: int) -> QueueTrigger:
        """Return the trigger: the length of the stream, in which items stay until they are done.

        The lag of a consumer group would not do: it leaves out items whose worker died.
        """
        metadata = {"address": f"{service.host}:{PORT}", "stream": queue, "streamLength": str(items_per_worker)}
        return QueueTrigger(type="redis-streams", metadata=metadata, password=self._password)

    @property
    def _password(self) -> SecretKey:
        # Without a server that is there, a missing password was refused when the value was made.
        return cast("SecretKey", self.password) if self.redis is None else self.redis.password
