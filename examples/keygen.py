"""Work queue: a hundred items, five consumers, the queue as a reliable singleton."""

from k8spatterns_lib import (
    App,
    Chart,
    Container,
    KuardQueue,
    RedisQueue,
    Resources,
    Scaled,
    SecretKey,
    UntilEmpty,
    WorkQueue,
)

KUARD = "gcr.io/kuar-demo/kuard-amd64:3"

app = App()
chart = Chart(app, "keygen")
WorkQueue(
    chart,
    "keygen",
    queue=KuardQueue(image=KUARD),
    items=[f"work-item-{number}" for number in range(100)],
    worker=Container(
        "worker",
        image=KUARD,
        command=["/kuard"],
        args=[
            "--keygen-enable",
            "--keygen-exit-on-complete",
            "--keygen-memq-server=$(QUEUE_URL)",
            "--keygen-memq-queue=$(QUEUE_NAME)",
        ],
        resources=Resources(cpu="500m", memory="64Mi"),
    ),
    consumers=UntilEmpty(parallelism=5),
)
WorkQueue(
    chart,
    "thumbnails",
    queue=RedisQueue(storage="1Gi", password=SecretKey("thumbnails-queue", "password")),
    worker=Container(
        "worker", image="registry.example.com/thumbnails:1.9.0", resources=Resources(cpu="1", memory="256Mi")
    ),
    consumers=Scaled(minimum=0, maximum=50),  # a KEDA ScaledJob: as many workers as items, at most 50
)
app.synth()
