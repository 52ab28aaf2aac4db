"""`KuardQueue`: the memory queue of kuard, to learn with and for work that may be lost.

It holds everything in memory: when its pod restarts, all items that wait are gone, and so is
the queue itself. An item is handed out once: a worker that dies takes its item along. Where
that matters, use `RedisQueue`.

Each batch of `items` has a queue of its own, `<id>-<hash>`, into which nobody but the loader
puts anything; without items it is `<id>`, and a producer has to make it (`PUT`). The server
counts what was ever put in, and the loader goes on from there, so that filling again adds
nothing twice. After a restart of the server that count is gone as well: delete the Job
`<id>-load-<hash>` and apply it again, and all items are put in once more.

Workers find in their environment, in this order:

| variable | value |
| --- | --- |
| `QUEUE_URL` | `http://<host>:8080/memq/server` |
| `QUEUE_NAME` | the queue's name |

A worker takes an item by `POST $QUEUE_URL/queues/$QUEUE_NAME/dequeue` (204: none is left).

Source: Kubernetes: Up and Running, 3rd ed., ch. 12 "Jobs" ("Work Queues"); kuard's own source (`pkg/memq`).
"""

from typing import Final

import attrs

from k8spatterns_lib.errors import SettingError
from k8spatterns_lib.patterns.behavioral.kuard_queue_server import PORT, KuardQueueServer
from k8spatterns_lib.patterns.behavioral.queue_backend import ExitWhen, QueueServer
from k8spatterns_lib.patterns.behavioral.queue_items import QueueItems
from k8spatterns_lib.values.environment import EnvValue
from k8spatterns_lib.values.image import Image, to_image
from k8spatterns_lib.values.pod_settings import PodSettings
from k8spatterns_lib.values.reference import ServiceRef
from k8spatterns_lib.values.resources import Resources
from k8spatterns_lib.values.setting import refuses_unknown_settings

IMAGE: Final = Image.parse("gcr.io/kuar-demo/kuard-amd64:3")


@refuses_unknown_settings
@attrs.frozen(kw_only=True)
class KuardQueue:
    """A queue in the memory of one kuard; it loses what it holds when its pod restarts.

    Args:
        image: The kuard to run. Default: the book's third one, for amd64.
        resources: What it is guaranteed; its memory bounds how much can wait. Default: 50m CPU and 64Mi memory.
        pod: What concerns its whole pod.

    Raises:
        SettingError: A setting is of a wrong type.
    """

    image: Image = attrs.field(default=IMAGE, converter=to_image)
    resources: Resources = Resources(cpu="50m", memory="64Mi")
    pod: PodSettings = PodSettings()

    def __attrs_post_init__(self) -> None:
        for name, value, kind in (("resources", self.resources, Resources), ("pod", self.pod, PodSettings)):
            if not isinstance(value, kind):
                fix = f"Give {kind.__name__}(...)."
                raise SettingError("KuardQueue", f"{name} must be {kind.__name__}", got=value, fix=fix)

    @property
    def server(self) -> QueueServer:
        """The server that it brings along."""
        return QueueServer(run=KuardQueueServer(image=self.image, resources=self.resources), pod=self.pod)

    @property
    def program(self) -> str:
        """What fills it."""
        return "fill_kuard_queue.py"

    def queue_name(self, pattern: str, items: QueueItems) -> str:
        """Return the queue's name: a batch of items has one of its own."""
        return f"{pattern}-{items.batch}" if items.texts else pattern

    def variables(self, queue: str, service: ServiceRef, exit_when: ExitWhen) -> dict[str, EnvValue]:  # noqa: ARG002  # pyright: ignore[reportUnusedParameter] - the protocol's
        """Return the variables that the module's table lists."""
        return {"QUEUE_URL": f"http://{service.host}:{PORT}/memq/server", "QUEUE_NAME": queue}

    def trigger(self, queue: str, service: ServiceRef, items_per_worker: int) -> None:  # pyright: ignore[reportUnusedParameter] - the protocol's
        """Return None: KEDA has no scaler that reads kuard's queues."""
