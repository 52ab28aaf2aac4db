"""A mistake: a container that runs as root and does not say why."""

from k8spatterns_lib import App, Chart, Container, Resources, Security, StatelessService

app = App()
chart = Chart(app, "shop")
web = Container(
    "web",
    image="registry.example.com/web:1.0.0",
    ports={"http": 8080},
    security=Security(user=0, run_as_root=True),
    resources=Resources(cpu="100m", memory="64Mi"),
)
StatelessService(chart, "web", container=web)
app.synth()
