"""Service discovery: every way in which clients find pods, and what runs elsewhere."""

from k8spatterns_lib import (
    App,
    Chart,
    Container,
    ExternalService,
    GatewayRef,
    HttpPath,
    HttpRedirect,
    HttpRoute,
    HttpRule,
    Ingress,
    Port,
    Probe,
    Resources,
    Service,
    ServicePort,
    ServiceRef,
    SidecarPod,
)
from k8spatterns_lib.workloads import StatefulSet

app = App()
chart = Chart(app, "discovery", namespace="discovery")
names = SidecarPod(
    chart,
    "names",
    main=Container(
        "names",
        image="registry.example.com/names:1.4.0",
        ports={"http": 8080, "dns": Port(name="dns", number=5353, protocol="UDP")},
        readiness=Probe.http("/ready", port="http"),
        resources=Resources(cpu="100m", memory="128Mi"),
    ),
    workload=StatefulSet(replicas=3),
)
# In the cluster: one address for two ports, and the addresses of the members themselves.
web = names.expose(port=80, to="http", traffic="PreferSameZone")
names.expose(port=53, to="dns")
names.expose(port=80, to="http", name="names-members", headless=True, publish_not_ready=True)
# From outside: a port on every node, a load balancer.
names.expose(port=80, to="http", name="names-nodes", type="NodePort", node_port=30080)
names.expose(
    port=53,
    to="dns",
    name="names-world",
    type="LoadBalancer",
    external_traffic="Local",
    source_ranges=["192.0.2.0/24"],
    annotations={"example.com/load-balancer": "internal"},
)
# Pods that somebody else runs, found by their labels.
Service(chart, "legacy", select={"app": "legacy"}, ports=[ServicePort(443, to=8443, name="https")], sticky_seconds=600)
# What runs elsewhere: a DNS name, a Service of another namespace, addresses.
ExternalService(chart, "mail", host="mail.example.com")
ExternalService(chart, "billing", host=ServiceRef("billing", namespace="finance"))
ExternalService(chart, "mainframe", addresses=["192.0.2.10", "192.0.2.11"], ports={"tn3270": 23})
# HTTP from outside, by an Ingress and by the Gateway API.
Ingress(
    chart,
    "ways",
    default=(web, 80),
    rules={"names.example.com": {"/": (web, 80), "/old": ("legacy", 443)}},
    exact={"names.example.com": {"/health": (web, 80)}},
    tls={"names.example.com": "names-certificate"},
)
HttpRoute(
    chart,
    "names-route",
    gateway=GatewayRef("public", "infra", section="https"),
    hosts=["names.example.com"],
    paths={"/": {(web, 80): 9, ("legacy", 443): 1}},
    rules=[HttpRule(path=HttpPath.exact("/beta"), headers={"X-Canary": "yes"}, to=("legacy", 443))],
)
HttpRoute(
    chart,
    "names-https",
    gateway=GatewayRef("public", "infra", section="http"),
    rules=[HttpRule(redirect=HttpRedirect(scheme="https", status=301))],
)
app.synth()
