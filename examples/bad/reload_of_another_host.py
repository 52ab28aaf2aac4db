"""A mistake: a reload is posted to another host."""

from k8spatterns_lib import App, Chart, ConfigMap, ConfigReloader, Container, Resources, SidecarPod, Volume

app = App()
chart = Chart(app, "shop")
site = Volume.config_map(ConfigMap(chart, "site", data={"site.conf": "listen 8080;"}))
web = Container(
    "web",
    image="registry.example.com/web:1.0.0",
    mounts={"/etc/site": site},
    resources=Resources(cpu="100m", memory="64Mi"),
)
SidecarPod(chart, "web", main=web, sidecars=[ConfigReloader(watch=site, post="http://web.shop.svc/reload")])
app.synth()
