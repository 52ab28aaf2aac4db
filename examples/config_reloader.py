"""Config reloader: a changed ConfigMap is read anew in place; no pod is replaced for it."""

from k8spatterns_lib import App, Chart, ConfigMap, ConfigReloader, Container, Resources, SidecarPod, Volume

app = App()
chart = Chart(app, "shop")
site = Volume.config_map(ConfigMap(chart, "site", data={"default.conf": "server { listen 8080; }\n"}))
SidecarPod(
    chart,
    "web",
    main=Container(
        "nginx",
        image="docker.io/nginxinc/nginx-unprivileged:1.27.3",
        ports={"http": 8080},
        mounts={"/etc/nginx/conf.d": site.read_only()},
        writable=["/tmp"],
        resources=Resources(cpu="50m", memory="64Mi"),
    ),
    sidecars=[ConfigReloader(watch=site, signal="HUP", process="nginx")],
)
app.synth()
