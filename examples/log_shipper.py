"""Log shipper: an application writes files; a sidecar brings them to a bucket and to a log store."""

from k8spatterns_lib import (
    App,
    Chart,
    Container,
    LogShipper,
    Resources,
    SecretKey,
    SidecarPod,
    ToHttp,
    ToS3,
    Volume,
)

app = App()
chart = Chart(app, "shop")
logs = Volume.empty_dir("logs", size_limit="256Mi")
SidecarPod(
    chart,
    "shop",
    main=Container(
        "shop",
        image="registry.example.com/shop:1.0.0",
        mounts={"/var/log/shop": logs},
        resources=Resources(cpu="100m", memory="128Mi"),
    ),
    sidecars=[
        LogShipper(
            source=logs.file("*.log"),
            to=[
                ToS3("shop-logs", region="eu-central-1", prefix="release/asia"),
                ToHttp("https://logs.example.com/ingest", headers={"Authorization": SecretKey("logs", "header")}),
            ],
        )
    ],
)
app.synth()
