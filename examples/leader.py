"""Singleton with standby: two pods, one of which leads and does the work; the other takes over within seconds."""

from k8spatterns_lib import App, Chart, Container, LeaderElection, Probe, ReliableSingleton, Resources

app = App()
chart = Chart(app, "billing", namespace="billing")
ReliableSingleton(
    chart,
    "invoices",
    run=Container(
        "invoices",
        image="registry.example.com/invoices:1.0.0",
        # Asks LEADER_URL before each run, and hands its token to the database along with what it writes.
        ports={"http": 8080},
        liveness=Probe.http("/alive", port="http"),
        resources=Resources(cpu="100m", memory="128Mi"),
    ),
    mode="leader",
    replicas=2,
    election=LeaderElection(lease_seconds=15, renew_seconds=10, retry_seconds=2, traffic="leader"),
).expose(port=80, to="http")
app.synth()
