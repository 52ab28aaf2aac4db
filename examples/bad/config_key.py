"""A mistake: a ConfigMap key that is no file name."""

from k8spatterns_lib import App, Chart, ConfigMap, Container, Resources, StatelessService

app = App()
chart = Chart(app, "shop")
web = Container(
    "web",
    image="registry.example.com/web:1.0.0",
    ports={"http": 8080},
    resources=Resources(cpu="100m", memory="64Mi"),
)
StatelessService(chart, "web", container=web)
ConfigMap(chart, "texts", data={"my key": "hello"})
app.synth()
