"""A mistake: a key that the chart's own ConfigMap does not have."""

from k8spatterns_lib import App, Chart, ConfigMap, ConfigMapKey, Container, Resources, StatelessService

app = App()
chart = Chart(app, "shop")
ConfigMap(chart, "texts", data={"greeting": "hello"})
web = Container(
    "web",
    image="registry.example.com/web:1.0.0",
    ports={"http": 8080},
    env={"GREETING": ConfigMapKey("texts", "greting")},
    resources=Resources(cpu="100m", memory="64Mi"),
)
StatelessService(chart, "web", container=web)
app.synth()
