"""A mistake: a Service that selects no pod."""

from k8spatterns_lib import App, Chart, Container, Resources, Service, StatelessService

app = App()
chart = Chart(app, "shop")
web = Container(
    "web",
    image="registry.example.com/web:1.0.0",
    ports={"http": 8080},
    resources=Resources(cpu="100m", memory="64Mi"),
)
StatelessService(chart, "web", container=web)
Service(chart, "lost", select={"app.kubernetes.io/name": "wbe"}, ports={80: "http"})
app.synth()
