"""A mistake: a Service of pods of which one leads, without a word on whom it leads to."""

from k8spatterns_lib import App, Chart, Container, ReliableSingleton, Resources

app = App()
chart = Chart(app, "shop")
web = Container(
    "web",
    image="registry.example.com/web:1.0.0",
    ports={"http": 8080},
    resources=Resources(cpu="100m", memory="64Mi"),
)
ReliableSingleton(chart, "web", run=web, mode="leader").expose(port=80, to="http")
app.synth()
