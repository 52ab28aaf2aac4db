"""Init containers: a shop that starts once its database answers, its schema is new and its files have their rights."""

from k8spatterns_lib import (
    App,
    Chart,
    Container,
    MySql,
    Permissions,
    Probe,
    ReliableSingleton,
    Resources,
    SecretKey,
    StatelessService,
    Volume,
    WaitForService,
)

app = App()
chart = Chart(app, "shop", namespace="shop")
password = SecretKey("mysql-auth", "password")
mysql = ReliableSingleton(chart, "mysql", run=MySql(version="8.4", database="shop", password=password), storage="10Gi")
texts = Volume.empty_dir("texts")
small = Resources(cpu="50m", memory="64Mi")
StatelessService(
    chart,
    "shop",
    container=Container(
        "shop",
        image="registry.example.com/shop:1.0.0",
        ports={"http": 8080},
        mounts={"/texts": texts.read_only()},
        readiness=Probe.http("/ready", port="http"),
        resources=Resources(cpu="100m", memory="128Mi"),
    ),
    # One after the other, and all before the shop itself.
    init=[
        WaitForService(mysql, 3306),
        Container(
            "migrate",
            image="registry.example.com/shop:1.0.0",
            args=["migrate", "--wait-for-lock"],
            env={"DB_HOST": mysql.host, "DB_USER": mysql.user, "DB_PASSWORD": mysql.password},
            resources=small,
        ),
        Container("texts", image="registry.example.com/texts:7", mounts={"/out": texts}, resources=small),
        Permissions(texts, mode=0o440),
    ],
    replicas=2,
    port=80,
)
app.synth()
