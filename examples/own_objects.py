"""Objects of one's own in a chart: maps, YAML, `ApiObject`s, checked like the library's own objects."""

import cdk8s

from k8spatterns_lib import App, Chart, Container, Manifest, Probe, Resources, StatelessService

app = App()
chart = Chart(app, "shop", namespace="shop")
quota = {"apiVersion": "v1", "kind": "ResourceQuota", "spec": {"hard": {"requests.cpu": "4", "requests.memory": "8Gi"}}}
chart.add("quota", quota)
Manifest.from_yaml(
    chart,
    "monitoring",
    """
    apiVersion: monitoring.coreos.com/v1
    kind: PodMonitor
    metadata: {name: shop}
    spec:
      selector: {matchLabels: {app.kubernetes.io/name: shop}}
      podMetricsEndpoints: [{port: http, path: /metrics}]
    """,
)
StatelessService(
    chart,
    "shop",
    container=Container(
        "shop",
        image="registry.example.com/shop:1.4.0",
        ports={"http": 8080},
        readiness=Probe.http("/ready", port="http"),
        resources=Resources(cpu="100m", memory="128Mi"),
    ),
    port=80,
)
priority = cdk8s.ApiObject(
    chart,
    "priority",
    api_version="scheduling.k8s.io/v1",
    kind="PriorityClass",
    metadata=cdk8s.ApiObjectMetadata(name="shop-high"),
)
priority.add_json_patch(cdk8s.JsonPatch.add("/value", 1000))
app.synth()
