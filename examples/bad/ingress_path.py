"""A mistake: a path that a proxy could read in two ways."""

from k8spatterns_lib import App, Chart, Ingress

app = App()
chart = Chart(app, "shop")
Ingress(chart, "way", rules={"www.example.com": {"/api/../admin": ("web", 80)}})
app.synth()
