"""A mistake: an expression that Python and fluent-bit do not read alike."""

from k8spatterns_lib import AdapterPod, App, Chart, Container, LogNormalizer, Resources, Volume

app = App()
chart = Chart(app, "shop")
logs = Volume.empty_dir("logs")
web = Container(
    "web",
    image="registry.example.com/web:1.0.0",
    mounts={"/var/log": logs},
    resources=Resources(cpu="100m", memory="64Mi"),
)
adapter = LogNormalizer(source=logs.file("app.log"), pattern=r"(?<=ERROR )(?P<message>.*)")
AdapterPod(chart, "web", main=web, adapter=adapter)
app.synth()
