"""A mistake: weights that send nobody anywhere."""

from k8spatterns_lib import App, Chart, HttpRoute

app = App()
chart = Chart(app, "shop")
HttpRoute(chart, "route", gateway="infra/public", paths={"/": {("blue", 80): 0, ("green", 80): 0}})
app.synth()
