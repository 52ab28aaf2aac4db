"""A mistake: more items than a ConfigMap can hold."""

from k8spatterns_lib import App, Chart, Container, KuardQueue, Resources, WorkQueue

app = App()
chart = Chart(app, "keygen")
worker = Container(
    "worker",
    image="registry.example.com/worker:1.0.0",
    resources=Resources(cpu="100m", memory="64Mi"),
)
WorkQueue(chart, "keygen", queue=KuardQueue(), worker=worker, items=[f"item-{number}" for number in range(100_000)])
app.synth()
