"""A mistake: a headless Service that should keep its clients."""

from k8spatterns_lib import App, Chart, Service

app = App()
chart = Chart(app, "shop")
Service(chart, "db", select={"app": "db"}, ports={5432: "sql"}, headless=True, sticky=True)
app.synth()
