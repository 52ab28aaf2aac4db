"""A mistake: a claim on no amount."""

from k8spatterns_lib import App, Chart, PersistentVolumeClaim

app = App()
chart = Chart(app, "shop")
PersistentVolumeClaim(chart, "photos", size="0Gi")
app.synth()
