"""A mistake: an object of one's own carries a password in plain text."""

from k8spatterns_lib import App, Chart

app = App()
secret = {"apiVersion": "v1", "kind": "Secret", "stringData": {"password": "hunter2"}}
Chart(app, "shop").add("database", secret)
app.synth()
