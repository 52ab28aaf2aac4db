"""A mistake: the password of a queue as a text."""

from k8spatterns_lib import App, Chart, Container, RedisQueue, Resources, WorkQueue

app = App()
chart = Chart(app, "thumbnails")
worker = Container(
    "worker",
    image="registry.example.com/worker:1.0.0",
    resources=Resources(cpu="100m", memory="64Mi"),
)
WorkQueue(chart, "thumbnails", queue=RedisQueue(storage="1Gi", password="hunter2"), worker=worker)  # type: ignore[arg-type] # noqa: S106 - the mistake
app.synth()
