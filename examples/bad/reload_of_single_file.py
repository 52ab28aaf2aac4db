"""A mistake: a file of a ConfigMap that is mounted alone never changes in a running pod."""

from k8spatterns_lib import App, Chart, ConfigMap, ConfigReloader, Container, Resources, SidecarPod, Volume

app = App()
chart = Chart(app, "shop")
site = Volume.config_map(ConfigMap(chart, "site", data={"site.conf": "listen 8080;"}))
web = Container(
    "web",
    image="registry.example.com/web:1.0.0",
    mounts={"/etc/site.conf": site.file("site.conf")},
    resources=Resources(cpu="100m", memory="64Mi"),
)
SidecarPod(chart, "web", main=web, sidecars=[ConfigReloader(watch=site, signal="HUP", process="web")])
app.synth()
