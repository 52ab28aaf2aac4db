"""A mistake: a rule for a port that no container has."""

from k8spatterns_lib import App, Chart, Container, Resources, StatelessService

app = App()
chart = Chart(app, "shop")
web = Container(
    "web",
    image="registry.example.com/web:1.0.0",
    ports={"http": 8080},
    resources=Resources(cpu="100m", memory="64Mi"),
)
StatelessService(chart, "web", container=web).network.allow_from("gateway", ports=["https"])
app.synth()
