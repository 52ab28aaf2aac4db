"""A mistake: a container without resources."""

from k8spatterns_lib import App, Chart, Container, StatelessService

app = App()
chart = Chart(app, "shop")
web = Container("web", image="registry.example.com/web:1.0.0")  # type: ignore[call-arg]
StatelessService(chart, "web", container=web)
app.synth()
