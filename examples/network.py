"""Network segmentation: who may reach a shop and its database, and where their pods may go."""

from k8spatterns_lib import (
    App,
    Chart,
    Container,
    MySql,
    Peer,
    Probe,
    ReliableSingleton,
    Resources,
    SecretKey,
    StatelessService,
)

app = App()
chart = Chart(app, "shop", namespace="shop")
mysql = ReliableSingleton(
    chart,
    "mysql",
    run=MySql(version="8.4", database="shop", password=SecretKey("mysql-auth", "password")),
    storage="10Gi",
)
shop = StatelessService(
    chart,
    "shop",
    container=Container(
        "shop",
        image="registry.example.com/shop:2.1.0",
        ports={"http": 8080, "metrics": 9090},
        env={"DATABASE_HOST": mysql.host, "DATABASE_PASSWORD": mysql.password},
        readiness=Probe.http("/ready", port="http"),
        resources=Resources(cpu="100m", memory="128Mi"),
    ),
    port=80,
)
# Whoever is named for a port closes it to all others.
shop.network.allow_from(
    Peer.namespace("ingress"), Peer.block("192.0.2.0/24", excluding=["192.0.2.7/32"]), ports=["http"]
)
shop.network.allow_from(Peer.pods("prometheus", namespace="monitoring"), ports=["metrics"])
# From the first place on that is named, the pods go nowhere else, but to the cluster's DNS.
shop.network.allow_to(mysql, ports=["mysql"])
mysql.network.allow_from(shop, ports=["mysql"])
mysql.network.deny_egress()
app.synth()
