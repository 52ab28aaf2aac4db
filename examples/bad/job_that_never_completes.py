"""A mistake: a Job waits for a plain sidecar that never ends."""

from k8spatterns_lib import App, Chart, Container, LogShipper, Resources, SidecarPod, ToStdout, Volume
from k8spatterns_lib.workloads import Job

app = App()
chart = Chart(app, "shop")
logs = Volume.empty_dir("logs")
report = Container(
    "report",
    image="registry.example.com/report:1.0.0",
    mounts={"/var/log": logs},
    resources=Resources(cpu="100m", memory="64Mi"),
)
shipper = LogShipper(source=logs.file("*.log"), to=ToStdout())
SidecarPod(chart, "report", main=report, sidecars=[shipper], workload=Job(), native=False)
app.synth()
