"""A mistake: a leader that goes on when another one may have begun."""

from k8spatterns_lib import App, Chart, Container, LeaderElection, ReliableSingleton, Resources

app = App()
chart = Chart(app, "shop")
web = Container(
    "web",
    image="registry.example.com/web:1.0.0",
    ports={"http": 8080},
    resources=Resources(cpu="100m", memory="64Mi"),
)
election = LeaderElection(lease_seconds=10, renew_seconds=10)
ReliableSingleton(chart, "web", run=web, mode="leader", election=election)
app.synth()
