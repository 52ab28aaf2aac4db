"""A mistake: a policy that should block one address, beside one that admits everybody."""

from k8spatterns_lib import App, Chart, Container, Manifest, Resources, StatelessService

app = App()
chart = Chart(app, "shop")
web = Container(
    "web",
    image="registry.example.com/web:1.0.0",
    ports={"http": 8080},
    resources=Resources(cpu="100m", memory="64Mi"),
)
StatelessService(chart, "web", container=web)
all_but_one = {"ipBlock": {"cidr": "0.0.0.0/0", "except": ["192.0.2.7/32"]}}
spec = {"podSelector": {}, "ingress": [{"from": [all_but_one], "ports": [{"port": 8080}]}]}
policy = {"apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy", "metadata": {"name": "block"}, "spec": spec}
Manifest(chart, "block-one-ip", objects=[policy])
app.synth()
