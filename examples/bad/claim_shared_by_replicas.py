"""A mistake: two replicas on a claim that one node alone can use."""

from k8spatterns_lib import App, Chart, Container, PersistentVolumeClaim, Resources, SidecarPod, Volume
from k8spatterns_lib.workloads import Deployment

app = App()
chart = Chart(app, "shop")
claim = PersistentVolumeClaim(chart, "photos", size="10Gi")
web = Container(
    "web",
    image="registry.example.com/web:1.0.0",
    mounts={"/photos": Volume.claim(claim)},
    resources=Resources(cpu="100m", memory="64Mi"),
)
SidecarPod(chart, "web", main=web, workload=Deployment(replicas=2))
app.synth()
