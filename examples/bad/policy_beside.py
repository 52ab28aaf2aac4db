"""A mistake: a second network policy for pods whose own closes what it admits."""

from k8spatterns_lib import App, Chart, Container, Manifest, Resources, StatelessService

app = App()
chart = Chart(app, "shop")
web = Container(
    "web",
    image="registry.example.com/web:1.0.0",
    ports={"http": 8080},
    resources=Resources(cpu="100m", memory="64Mi"),
)
service = StatelessService(chart, "web", container=web)
service.network.allow_from("gateway", ports=["http"])
spec = {"podSelector": {"matchLabels": {"app.kubernetes.io/name": "web"}}, "ingress": [{"ports": [{"port": 8080}]}]}
policy = {"apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy", "metadata": {"name": "open"}, "spec": spec}
Manifest(chart, "open", objects=[policy])
app.synth()
