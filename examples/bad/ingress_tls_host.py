"""A mistake: a certificate for a host that no rule has."""

from k8spatterns_lib import App, Chart, Ingress

app = App()
chart = Chart(app, "shop")
Ingress(chart, "way", rules={"www.example.com": {"/": ("web", 80)}}, tls={"ww.example.com": "certificate"})
app.synth()
