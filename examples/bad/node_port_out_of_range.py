"""A mistake: a port that nodes do not offer."""

from k8spatterns_lib import App, Chart, Container, Resources, StatelessService

app = App()
chart = Chart(app, "shop")
web = Container(
    "web",
    image="registry.example.com/web:1.0.0",
    ports={"http": 8080},
    resources=Resources(cpu="100m", memory="64Mi"),
)
StatelessService(chart, "web", container=web).expose(port=80, to="http", type="NodePort", node_port=8080)
app.synth()
