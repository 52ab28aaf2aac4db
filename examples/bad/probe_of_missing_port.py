"""A mistake: a probe of a port that the container does not have."""

from k8spatterns_lib import App, Chart, Container, Probe, Resources, StatelessService

app = App()
chart = Chart(app, "shop")
web = Container(
    "web",
    image="registry.example.com/web:1.0.0",
    ports={"http": 8080},
    readiness=Probe.http("/", port="https"),
    resources=Resources(cpu="100m", memory="64Mi"),
)
StatelessService(chart, "web", container=web)
app.synth()
