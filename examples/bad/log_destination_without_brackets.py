"""A mistake: a destination of logs without its brackets."""

from k8spatterns_lib import App, Chart, Container, LogShipper, Resources, SidecarPod, ToStdout, Volume

app = App()
chart = Chart(app, "shop")
logs = Volume.empty_dir("logs")
web = Container(
    "web",
    image="registry.example.com/web:1.0.0",
    mounts={"/var/log": logs},
    resources=Resources(cpu="100m", memory="64Mi"),
)
SidecarPod(chart, "web", main=web, sidecars=[LogShipper(source=logs.file("*.log"), to=ToStdout)])  # type: ignore[arg-type]
app.synth()
