"""A mistake: a step that waits for a Service but not for a port."""

from k8spatterns_lib import App, Chart, Container, Resources, StatelessService, WaitForService

app = App()
chart = Chart(app, "shop")
web = Container(
    "web",
    image="registry.example.com/web:1.0.0",
    ports={"http": 8080},
    resources=Resources(cpu="100m", memory="64Mi"),
)
StatelessService(chart, "web", container=web, init=[WaitForService("redis")])  # type: ignore[call-arg]
app.synth()
