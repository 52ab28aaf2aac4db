"""A mistake: a step that gives files away and does not say why it must be root for that."""

from k8spatterns_lib import App, Chart, Container, Permissions, Resources, StatelessService, Volume

app = App()
chart = Chart(app, "shop")
web = Container(
    "web",
    image="registry.example.com/web:1.0.0",
    ports={"http": 8080},
    resources=Resources(cpu="100m", memory="64Mi"),
)
data = Volume.claim("data")
StatelessService(chart, "web", container=web, init=[Permissions(data, owner=999)])
app.synth()
