"""A mistake: a password in the address of a log store."""

from k8spatterns_lib import App, Chart, Container, LogShipper, Resources, SidecarPod, ToHttp, Volume

app = App()
chart = Chart(app, "shop")
logs = Volume.empty_dir("logs")
web = Container(
    "web",
    image="registry.example.com/web:1.0.0",
    mounts={"/var/log": logs},
    resources=Resources(cpu="100m", memory="64Mi"),
)
store = ToHttp("https://shop:hunter2@logs.example.com/ingest")
SidecarPod(chart, "web", main=web, sidecars=[LogShipper(source=logs.file("*.log"), to=store)])
app.synth()
