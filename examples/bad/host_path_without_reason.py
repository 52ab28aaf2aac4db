"""A mistake: a path of the node without a reason."""

from k8spatterns_lib import App, Chart, Container, Resources, StatelessService, Volume

app = App()
chart = Chart(app, "shop")
web = Container(
    "web",
    image="registry.example.com/web:1.0.0",
    ports={"http": 8080},
    mounts={"/logs": Volume.host_path("logs", "/var/log", reason="")},
    resources=Resources(cpu="100m", memory="64Mi"),
)
StatelessService(chart, "web", container=web)
app.synth()
