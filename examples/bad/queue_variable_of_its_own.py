"""A mistake: a worker that sets where its queue is."""

from k8spatterns_lib import App, Chart, Container, KuardQueue, Resources, WorkQueue

app = App()
chart = Chart(app, "keygen")
worker = Container(
    "worker",
    image="registry.example.com/worker:1.0.0",
    env={"QUEUE_URL": "http://localhost:8080"},
    resources=Resources(cpu="100m", memory="64Mi"),
)
WorkQueue(chart, "keygen", queue=KuardQueue(), worker=worker)
app.synth()
