"""A mistake: a text where a container belongs."""

from k8spatterns_lib import App, Chart, StatelessService

app = App()
chart = Chart(app, "shop")
StatelessService(chart, "web", container="web")  # type: ignore[arg-type]
app.synth()
