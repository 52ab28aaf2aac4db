"""A mistake: a Secret with its values."""

from k8spatterns_lib import App, Chart, Container, Resources, Secret, StatelessService

app = App()
chart = Chart(app, "shop")
web = Container(
    "web",
    image="registry.example.com/web:1.0.0",
    ports={"http": 8080},
    resources=Resources(cpu="100m", memory="64Mi"),
)
StatelessService(chart, "web", container=web)
Secret(chart, "db", keys={"password": "hunter2"})  # type: ignore[arg-type]
app.synth()
