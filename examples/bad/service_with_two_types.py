"""A mistake: a second call for a Service that says something else."""

from k8spatterns_lib import App, Chart, Container, Resources, StatelessService

app = App()
chart = Chart(app, "shop")
web = Container(
    "web",
    image="registry.example.com/web:1.0.0",
    ports={"http": 8080},
    resources=Resources(cpu="100m", memory="64Mi"),
)
service = StatelessService(chart, "web", container=web, port=80)
service.expose(port=443, to="http", type="LoadBalancer")
app.synth()
