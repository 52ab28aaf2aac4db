"""A mistake: a name elsewhere that is an address."""

from k8spatterns_lib import App, Chart, ExternalService

app = App()
chart = Chart(app, "shop")
ExternalService(chart, "db", host="192.0.2.1")
app.synth()
