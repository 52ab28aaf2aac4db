"""`keygen`: a batch of keys from kuard's memory queue, and thumbnails from a queue in Redis that KEDA scales by."""

import attrs
from constructs import Construct

from k8spatterns_lib import (
    Chart,
    Container,
    KuardQueue,
    Namespace,
    RedisQueue,
    Resources,
    Scaled,
    SecretKey,
    UntilEmpty,
    WorkQueue,
)

_KUARD = "gcr.io/kuar-demo/kuard-amd64:3"


@attrs.frozen(kw_only=True)
class KeygenSettings:
    """What differs between targets."""

    keys: int = 100
    parallelism: int = 5
    thumbnails_at_once: int = 50
    storage: str = "1Gi"


class Keygen(Chart):
    """The two queues and those who work for them."""

    def __init__(self, scope: Construct, id: str, *, settings: KeygenSettings) -> None:
        """Make the chart of one target."""
        super().__init__(scope, id, namespace="keygen")
        Namespace(self, "namespace", name="keygen")
        WorkQueue(
            self,
            "keygen",
            queue=KuardQueue(image=_KUARD),
            items=[f"work-item-{number}" for number in range(settings.keys)],
            worker=Container(
                "worker",
                image=_KUARD,
                command=["/kuard"],
                args=[
                    "--keygen-enable",
                    "--keygen-exit-on-complete",
                    "--keygen-memq-server=$(QUEUE_URL)",
                    "--keygen-memq-queue=$(QUEUE_NAME)",
                ],
                resources=Resources(cpu="500m", memory="64Mi"),
            ),
            consumers=UntilEmpty(parallelism=settings.parallelism),
        )
        WorkQueue(
            self,
            "thumbnails",
            queue=RedisQueue(storage=settings.storage, password=SecretKey("thumbnails-queue", "password")),
            worker=Container(
                "worker",
                image="registry.example.com/thumbnails:1.9.0",
                writable=["/tmp"],
                resources=Resources(cpu="1", memory="256Mi"),
            ),
            consumers=Scaled(minimum=0, maximum=settings.thumbnails_at_once),
        )
