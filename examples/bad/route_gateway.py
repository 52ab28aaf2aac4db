"""A mistake: a Gateway with too many parts."""

from k8spatterns_lib import App, Chart, HttpRoute

app = App()
chart = Chart(app, "shop")
HttpRoute(chart, "route", gateway="cluster/infra/public", paths={"/": ("web", 80)})
app.synth()
