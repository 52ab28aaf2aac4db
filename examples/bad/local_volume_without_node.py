"""A mistake: a directory of a node, and not which one."""

from k8spatterns_lib import App, Chart, PersistentVolume

app = App()
chart = Chart(app, "shop")
PersistentVolume(chart, "disk", size="10Gi", local_path="/mnt/disk")
app.synth()
