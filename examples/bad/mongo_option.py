"""A mistake: an option that mongod does not have."""

from k8spatterns_lib import App, Chart, MongoStatefulSet

app = App()
chart = Chart(app, "blog")
MongoStatefulSet(chart, "mongo", storage="10Gi", config={"operationProfiling.slowOpTresholdMs": 200})
app.synth()
