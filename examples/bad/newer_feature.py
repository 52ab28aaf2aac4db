"""A mistake: a feature that the target does not have yet."""

from k8spatterns_lib import App, Chart, Container, Resources, StatelessService, Volume

app = App()
chart = Chart(app, "shop")
old = Chart(app, "old", kubernetes="1.33")
files = Volume.image("files", "registry.example.com/files:1.0.0")
web = Container(
    "web",
    image="registry.example.com/web:1.0.0",
    ports={"http": 8080},
    mounts={"/files": files},
    resources=Resources(cpu="100m", memory="64Mi"),
)
StatelessService(old, "web", container=web)
app.synth()
