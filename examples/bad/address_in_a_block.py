"""A mistake: a block of addresses whose address is inside it."""

from k8spatterns_lib import App, Chart, Container, Peer, Resources, StatelessService

app = App()
chart = Chart(app, "shop")
web = Container(
    "web",
    image="registry.example.com/web:1.0.0",
    ports={"http": 8080},
    resources=Resources(cpu="100m", memory="64Mi"),
)
StatelessService(chart, "web", container=web).network.allow_from(Peer.block("10.0.0.1/8"))
app.synth()
