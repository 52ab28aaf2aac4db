"""A mistake: a version of Kubernetes that the library does not know."""

from k8spatterns_lib import App, Chart, Container, Resources, StatelessService

app = App()
chart = Chart(app, "shop")
Chart(app, "other", kubernetes="1.20")
web = Container(
    "web",
    image="registry.example.com/web:1.0.0",
    ports={"http": 8080},
    resources=Resources(cpu="100m", memory="64Mi"),
)
StatelessService(chart, "web", container=web)
app.synth()
