"""Ghost on a reliable singleton: one MySQL with its own storage, never two."""

from k8spatterns_lib import (
    App,
    Chart,
    ConfigMap,
    Container,
    MySql,
    PodField,
    Probe,
    ReliableSingleton,
    Resources,
    SecretKey,
    StatelessService,
    Volume,
)

app = App()
chart = Chart(app, "blog", namespace="blog")
mysql = ReliableSingleton(
    chart,
    "mysql",
    run=MySql(version="8.4", database="ghost", password=SecretKey("mysql-auth", "password")),
    mode="at-most-one",
    storage="10Gi",
)
config = ConfigMap(chart, "ghost-config", data={"logging.json": '{"level": "info"}'})
StatelessService(
    chart,
    "ghost",
    container=Container(
        "ghost",
        image="docker.io/library/ghost:5.101.3",
        ports={"http": 2368},
        env={
            "database__client": "mysql",
            "database__connection__host": mysql.host,
            "database__connection__user": mysql.user,
            "database__connection__password": mysql.password,
            "database__connection__database": "ghost",
            "POD_NAME": PodField("metadata.name"),
        },
        mounts={"/ghost-config": Volume.config_map(config)},
        writable=["/var/lib/ghost/content", "/tmp"],
        readiness=Probe.http("/", port="http"),
        resources=Resources(cpu="200m", memory="512Mi"),
    ),
    replicas=1,
    port=80,
    ingress_host="blog.example.com",
)
app.synth()
