"""Prometheus exporters: servers with figures of their own, offered in the form of Prometheus."""

from k8spatterns_lib import (
    AdapterPod,
    App,
    Chart,
    Container,
    PodMonitor,
    PrometheusExporter,
    Resources,
    SecretKey,
    StatelessService,
    StatsdMapping,
    Volume,
)

app = App()
chart = Chart(app, "shop")
AdapterPod(
    chart,
    "cache",
    main=Container(
        "redis",
        image="docker.io/library/redis:7.4.1",
        ports={"redis": 6379},
        args=["--save", ""],
        mounts={"/data": Volume.empty_dir("data")},
        resources=Resources(cpu="100m", memory="256Mi"),
    ),
    adapter=PrometheusExporter.redis(monitor=PodMonitor(labels={"release": "prometheus"})),
)
StatelessService(
    chart,
    "shop",
    container=Container(
        "shop",
        image="registry.example.com/shop:1.0.0",
        ports={"http": 8080},
        env={"STATSD_ADDRESS": "127.0.0.1:9125", "DATABASE_PASSWORD": SecretKey("shop", "password")},
        resources=Resources(cpu="100m", memory="128Mi"),
    ),
    port=80,
    sidecars=[
        PrometheusExporter.statsd(
            mappings=[StatsdMapping("shop.*.orders", name="shop_orders_total", labels={"region": "$1"})]
        )
    ],
)
app.synth()
