"""What a backend, such as `RedisQueue`, tells a `WorkQueue` about its queue."""

from collections.abc import Mapping
from typing import Literal, Protocol, runtime_checkable

import attrs

from k8spatterns_lib.patterns.behavioral.queue_items import QueueItems
from k8spatterns_lib.patterns.behavioral.singleton_server import SingletonServer
from k8spatterns_lib.values.environment import EnvValue, SecretKey
from k8spatterns_lib.values.pod_settings import PodSettings
from k8spatterns_lib.values.quantity import Memory
from k8spatterns_lib.values.reference import ServiceRef

ExitWhen = Literal["empty", "idle"]
"""When a worker ends: when all items are done, or as soon as there is none to take."""


@attrs.frozen(kw_only=True)
class QueueServer:
    """A server that the queue brings along.

    Args:
        run: The server.
        storage: The size of its claim. Default: none, it keeps nothing.
        storage_class: Default: the cluster's default.
        pod: What concerns its whole pod.
    """

    run: SingletonServer
    storage: Memory | None = None
    storage_class: str | None = None
    pod: PodSettings


@attrs.frozen(kw_only=True)
class QueueTrigger:
    """By what KEDA sees how much there is to do.

    Args:
        type: The scaler's name.
        metadata: Its settings, all of them texts.
        password: Where it finds the server's password.
    """

    type: str
    metadata: Mapping[str, str]
    password: SecretKey


@runtime_checkable
class QueueBackend(Protocol):
    """A queue, and the server that holds it."""

    @property
    def server(self) -> QueueServer | ServiceRef:
        """The server to run, or the Service of one that is there."""
        ...

    @property
    def program(self) -> str:
        """The file, in this folder, of the program that fills the queue and waits for that."""
        ...

    def queue_name(self, pattern: str, items: QueueItems) -> str:
        """Return the queue's name on its server."""
        ...

    def variables(self, queue: str, service: ServiceRef, exit_when: ExitWhen) -> dict[str, EnvValue]:
        """Return what workers and producers find in their environment."""
        ...

    def trigger(self, queue: str, service: ServiceRef, items_per_worker: int) -> QueueTrigger | None:
        """Return the trigger that scales its workers, or None where KEDA has none for it."""
        ...
