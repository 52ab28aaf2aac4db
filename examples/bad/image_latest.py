"""A mistake: an image that is whatever is latest."""

from k8spatterns_lib import App, Chart, Container, Resources, StatelessService

app = App()
chart = Chart(app, "shop")
web = Container(
    "web",
    image="registry.example.com/web:latest",
    ports={"http": 8080},
    resources=Resources(cpu="100m", memory="64Mi"),
)
StatelessService(chart, "web", container=web)
app.synth()
