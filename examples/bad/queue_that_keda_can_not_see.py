"""A mistake: workers that KEDA should scale by a queue that it can not read."""

from k8spatterns_lib import App, Chart, Container, KuardQueue, Resources, Scaled, WorkQueue

app = App()
chart = Chart(app, "keygen")
worker = Container(
    "worker",
    image="registry.example.com/worker:1.0.0",
    resources=Resources(cpu="100m", memory="64Mi"),
)
WorkQueue(chart, "keygen", queue=KuardQueue(), worker=worker, consumers=Scaled(maximum=50))
app.synth()
