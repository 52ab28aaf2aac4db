"""A mistake: an object of a kind that Kubernetes does not have."""

from k8spatterns_lib import App, Chart

app = App()
policy = {"apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolcy", "spec": {"podSelector": {}}}
Chart(app, "shop").add("closed", policy)
app.synth()
