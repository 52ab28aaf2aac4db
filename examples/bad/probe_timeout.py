"""A mistake: a probe that may take longer than its period."""

from k8spatterns_lib import App, Chart, Container, Probe, Resources, StatelessService

app = App()
chart = Chart(app, "shop")
web = Container(
    "web",
    image="registry.example.com/web:1.0.0",
    ports={"http": 8080},
    readiness=Probe.http("/", port="http", period_seconds=1, timeout_seconds=5),
    resources=Resources(cpu="100m", memory="64Mi"),
)
StatelessService(chart, "web", container=web)
app.synth()
