"""A mistake: a volume that is on a server and on a node."""

from k8spatterns_lib import App, Chart, PersistentVolume

app = App()
chart = Chart(app, "shop")
PersistentVolume(chart, "photos", size="10Gi", nfs_server="nfs.example.com", nfs_path="/", local_path="/mnt")
app.synth()
