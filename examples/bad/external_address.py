"""A mistake: an address elsewhere that is no address."""

from k8spatterns_lib import App, Chart, ExternalService

app = App()
chart = Chart(app, "shop")
ExternalService(chart, "db", addresses=["db.example.com"], ports={"sql": 5432})
app.synth()
