"""A mistake: a maximum below the minimum."""

from k8spatterns_lib import App, Autoscale, Chart, Container, Resources, StatelessService

app = App()
chart = Chart(app, "shop")
web = Container(
    "web",
    image="registry.example.com/web:1.0.0",
    ports={"http": 8080},
    resources=Resources(cpu="100m", memory="64Mi"),
)
StatelessService(chart, "web", container=web, port=80, autoscale=Autoscale(minimum=4, maximum=2))
app.synth()
