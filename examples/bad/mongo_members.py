"""A mistake: a MongoDB set with an even number of members."""

from k8spatterns_lib import App, Chart, MongoStatefulSet

app = App()
chart = Chart(app, "blog")
MongoStatefulSet(chart, "mongo", members=4, storage="10Gi")
app.synth()
