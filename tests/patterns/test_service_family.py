"""The Service family: pods get a name, and so does what runs elsewhere."""

import re
from collections.abc import Callable
from typing import Any

import attrs
import cdk8s
import pytest
from constructs import Construct
from hypothesis import given
from hypothesis import strategies as st

from k8spatterns_lib import (
    App,
    Chart,
    Container,
    ExternalService,
    ManifestError,
    PatternError,
    PodsRef,
    Port,
    Resources,
    Service,
    ServicePort,
    ServiceRef,
    SidecarPod,
    VersionError,
)
from k8spatterns_lib.testing import Capture, Match, Template, assert_valid
from k8spatterns_lib.values.kubernetes_version import SUPPORTED, KubernetesVersion
from tests.strategies.network_strategies import service_ports

PODS = {"app": "db"}


@pytest.fixture
def chart(app: App) -> Chart:
    return shop(app)


def shop(app: App) -> Chart:
    return Chart(app, "shop", namespace="shop")


def web(scope: Construct) -> SidecarPod:
    ports: dict[str, int | Port] = {"http": 8080, "dns": Port(name="dns", number=5353, protocol="UDP")}
    main = Container("web", image="example.com/web:1", ports=ports, resources=Resources(cpu="50m", memory="64Mi"))
    return SidecarPod(scope, "web", main=main)


def has_service(chart: Chart, name: str, **spec: Any) -> None:
    """Assert what a Service says."""
    __tracebackhide__ = True
    Template.from_chart(chart).has_resource("Service", name, {"spec": spec})


def every_kind(scope: Construct) -> None:
    """Make a Service of every kind, with everything that it can say."""
    pods = web(scope)
    pods.expose(port=80, to="http")
    pods.expose(port=53, to="dns")
    pods.expose(port=80, to="http", name="members", headless=True, publish_not_ready=True)
    pods.expose(port=80, to="http", name="nodes", type="NodePort", node_port=30080, external_traffic="Local")
    pods.expose(port=80, to="http", name="h2", app_protocol="kubernetes.io/h2c", sticky_seconds=60)
    pods.expose(
        port=443,
        to="http",
        name="world",
        type="LoadBalancer",
        external_traffic="Local",
        load_balancer_class="example.com/internal",
        source_ranges=["192.0.2.0/24"],
        node_ports=False,
        annotations={"example.com/internal": "true"},
    )
    Service(scope, "db", select=PODS, ports={5432: "sql", 80: 8080}, sticky=True, internal_traffic="Local")
    Service(scope, "db-near", select=PODS, ports={5432: "sql"}, traffic="PreferClose")
    Service(scope, "db-members", select=PODS, headless=True)
    Service(
        scope,
        "dns",
        select=PODS,
        ports=[
            ServicePort(53, to=53, name="dns", protocol="UDP"),
            ServicePort(53, to=53, name="dns-tcp"),
            ServicePort(38412, to="n2", protocol="SCTP"),
        ],
        ip_families=["IPv4", "IPv6"],
        ip_family_policy="PreferDualStack",
    )
    ExternalService(scope, "by-name", host="db.example.com")
    ExternalService(scope, "by-service", host=ServiceRef("db", "data"))
    ExternalService(scope, "by-address", addresses=["192.0.2.1", "192.0.2.2"], ports={"sql": 5432})
    ExternalService(
        scope,
        "by-address-6",
        addresses=["2001:db8::1"],
        ports=[ServicePort(53, to=5353, name="dns", protocol="UDP", app_protocol="example.com/dns")],
        headless=True,
    )


@pytest.mark.parametrize("version", [SUPPORTED[0], SUPPORTED[-1]], ids=str)
def test_a_service_of_every_kind_fits_the_strict_schema(version: KubernetesVersion) -> None:
    chart = shop(App(kubernetes=version))

    every_kind(chart)

    assert_valid(Template.from_chart(chart), kubernetes=version)


def test_both_apps_give_the_same_services(chart: Chart) -> None:
    plain = cdk8s.Chart(cdk8s.App(), "shop", namespace="shop")

    every_kind(chart)
    every_kind(plain)

    assert Template.from_chart(chart) == Template.from_chart(plain)


def test_a_service_is_called_like_its_construct_unless_told_otherwise(chart: Chart) -> None:
    Service(chart, "db", select=PODS, ports={80: 80})
    Service(chart, "named", name="other", select=PODS, ports={80: 80})
    ExternalService(chart, "far", name="elsewhere", addresses=["192.0.2.1"], ports={"sql": 5432})

    assert Template.from_chart(chart).names == [
        "EndpointSlice/elsewhere",
        "Service/db",
        "Service/elsewhere",
        "Service/other",
    ]


def test_a_pattern_is_exposed_by_one_call_or_by_several(chart: Chart) -> None:
    pods = web(chart)

    reference = pods.expose(port=80, to="http")
    pods.expose(port=8080, to="http")
    pods.expose(port=53, to="dns", type="ClusterIP")

    assert reference == ServiceRef("web", "shop")
    spec = {
        "selector": {"app.kubernetes.io/name": "web"},
        "ports": [
            {"name": "http", "port": 80, "targetPort": "http"},
            {"name": "http-8080", "port": 8080, "targetPort": "http"},
            {"name": "dns", "port": 53, "targetPort": "dns", "protocol": "UDP"},
        ],
    }
    Template.from_chart(chart).has_resource("Service", "web", {"spec": Match.object_equals(spec)})


def test_a_further_call_may_repeat_what_the_service_says_already(chart: Chart) -> None:
    pods = web(chart)
    annotations = {"example.com/internal": "true"}
    pods.expose(port=80, to="http", type="LoadBalancer", external_traffic="Local", annotations=annotations)

    pods.expose(port=53, to="dns", type="LoadBalancer", external_traffic="Local", annotations=annotations)

    has_service(chart, "web", ports=[{"port": 80}, {"port": 53}])


def test_node_ports_are_fixed_or_free(chart: Chart) -> None:
    pods = web(chart)

    pods.expose(port=80, to="http", type="NodePort", node_port=30080)
    pods.expose(port=53, to="dns")

    has_service(chart, "web", type="NodePort", ports=[{"nodePort": 30080}, {"nodePort": Match.absent()}])


def test_sticky_clients_stay_for_three_hours_unless_told_otherwise(chart: Chart) -> None:
    pods = web(chart)

    pods.expose(port=80, to="http", sticky=True)
    pods.expose(port=80, to="http", name="short", sticky_seconds=60)

    short = Match.object_equals({"clientIP": {"timeoutSeconds": 60}})
    has_service(chart, "web", sessionAffinity="ClientIP", sessionAffinityConfig=Match.absent())
    has_service(chart, "short", sessionAffinity="ClientIP", sessionAffinityConfig=short)


def test_a_load_balancer_says_who_makes_it_and_whom_it_admits(chart: Chart) -> None:
    every_kind(chart)

    spec = {
        "type": "LoadBalancer",
        "externalTrafficPolicy": "Local",
        "loadBalancerClass": "example.com/internal",
        "loadBalancerSourceRanges": ["192.0.2.0/24"],
        "allocateLoadBalancerNodePorts": False,
        "ports": Match.any_value(),
        "selector": Match.any_value(),
    }
    annotations = {"example.com/internal": "true"}
    world = {"metadata": {"annotations": Match.object_equals(annotations)}, "spec": Match.object_equals(spec)}
    Template.from_chart(chart).has_resource("Service", "world", world)


def test_a_headless_service_gives_the_addresses_of_its_pods(chart: Chart) -> None:
    Service(chart, "db", select=PODS, headless=True, publish_not_ready=True)

    spec = {"clusterIP": "None", "publishNotReadyAddresses": True, "selector": PODS}
    Template.from_chart(chart).has_resource("Service", "db", {"spec": Match.object_equals(spec)})


def test_a_name_elsewhere_is_an_alias(chart: Chart) -> None:
    far = ExternalService(chart, "far", host="db.example.com")

    assert far.service_ref == ServiceRef("far", "shop")
    spec = {"type": "ExternalName", "externalName": "db.example.com"}
    Template.from_chart(chart).has_resource("Service", "far", {"spec": Match.object_equals(spec)})


def test_addresses_elsewhere_are_in_a_slice_of_the_service(chart: Chart) -> None:
    ExternalService(
        chart,
        "far",
        addresses=["192.0.2.1", "192.0.2.2"],
        ports=[ServicePort(80, to=8080, name="http"), ServicePort(53, to=53, name="dns", protocol="UDP")],
    )

    template = Template.from_chart(chart)
    ports = [
        {"name": "http", "port": 80, "targetPort": 8080},
        {"name": "dns", "port": 53, "targetPort": 53, "protocol": "UDP"},
    ]
    template.has_resource("Service", "far", {"spec": Match.object_equals({"ports": ports})})
    part = {
        "metadata": {"labels": {"kubernetes.io/service-name": "far"}},
        "addressType": "IPv4",
        "endpoints": [{"addresses": ["192.0.2.1"]}, {"addresses": ["192.0.2.2"]}],
        "ports": Match.array_equals([{"name": "http", "port": 8080}, {"name": "dns", "port": 53, "protocol": "UDP"}]),
    }
    template.has_resource("EndpointSlice", "far", part)


def test_addresses_of_ipv6_ask_for_a_service_of_ipv6(chart: Chart) -> None:
    ExternalService(chart, "far", addresses=["2001:db8::1"], ports={"sql": 5432})

    has_service(chart, "far", ipFamilies=["IPv6"])
    Template.from_chart(chart).has_resource("EndpointSlice", "far", {"addressType": "IPv6"})


@given(st.lists(service_ports(), min_size=1, max_size=5, unique_by=lambda each: (each.number, each.protocol)))
def test_ports_of_a_service_get_different_names(drawn: list[ServicePort]) -> None:
    chart = shop(App())
    ports = [attrs.evolve(each, name="", node_port=None) for each in drawn]

    Service(chart, "db", select=PODS, ports=ports)

    found = Capture()
    has_service(chart, "db", ports=found)
    assert len({each["name"] for each in found.as_list()}) == len(ports)
    assert [(each["port"], each.get("protocol", "TCP")) for each in found.as_list()] == [
        (each.number, each.protocol) for each in ports
    ]


REFUSED: list[tuple[Callable[[Chart], object], str]] = [
    (lambda c: web(c).expose(port=80, to="http", node_port=30080), "shop/web: node_port needs a type that has one, got 'ClusterIP'. Give type="),
    (lambda c: web(c).expose(port=80, to="http", type="NodePort", node_port=80), "ServicePort 80: node_port must be 30000 to 32767, got 80."),
    (lambda c: web(c).expose(port=80, to="http", type="NodePort", node_port=[1]), "ServicePort 80: node_port must be 30000 to 32767, got [1]."),  # type: ignore[arg-type]
    (lambda c: web(c).expose(port=80, to="http", type="ExternalName"), "shop/web: type must be a Service type, got 'ExternalName'. Use ExternalService(host=…)."),  # type: ignore[arg-type]
    (lambda c: web(c).expose(port=80, to="http", headles=True), "shop/web: there is no setting 'headles', got True. Settings of every Service: headless,"),  # type: ignore[call-arg]
    (lambda c: web(c).expose(port=80, to="http", headless="no"), "shop/web: headless must be True or False, got 'no'."),  # type: ignore[arg-type]
    (lambda c: web(c).expose(port=80, to="http", headless=True, type="NodePort"), "shop/web: headless does not go with the type, got 'NodePort'."),
    (lambda c: web(c).expose(port=80, to="http", headless=True, sticky=True), "shop/web: headless does not go with sticky. Leave it out: clients"),
    (lambda c: web(c).expose(port=80, to="http", traffic="Near"), "shop/web: traffic is unknown, got 'Near'. Use one of: 'PreferClose',"),  # type: ignore[arg-type]
    (lambda c: web(c).expose(port=80, to="http", internal_traffic="Node"), "shop/web: internal_traffic is unknown, got 'Node'."),  # type: ignore[arg-type]
    (lambda c: web(c).expose(port=80, to="http", external_traffic="Local"), "shop/web: external_traffic does not go with the type, got 'ClusterIP'. Give type='NodePort' or 'LoadBalancer'"),
    (lambda c: web(c).expose(port=80, to="http", type="NodePort", source_ranges=["192.0.2.0/24"]), "shop/web: source_ranges does not go with the type, got 'NodePort'. Give type='LoadBalancer', or"),
    (lambda c: web(c).expose(port=80, to="http", type="LoadBalancer", source_ranges=["192.0.2.1/24"]), "shop/web: source_ranges must hold blocks of addresses, got '192.0.2.1/24'."),
    (lambda c: web(c).expose(port=80, to="http", type="LoadBalancer", load_balancer_class="a b"), "shop/web: load_balancer_class must be a label key, got 'a b'."),
    (lambda c: web(c).expose(port=80, to="http", sticky_seconds=0), "shop/web: sticky_seconds must be 1 to 86400, got 0."),
    (lambda c: web(c).expose(port=80, to="http", sticky=False, sticky_seconds=5), "shop/web: sticky=False does not go with sticky_seconds, got 5."),
    (lambda c: web(c).expose(port=80, to="http", ip_families=["IPv5"]), "shop/web: ip_families must be IPv4, IPv6 or both, got ('IPv5',)."),  # type: ignore[list-item]
    (lambda c: web(c).expose(port=80, to="http", ip_families=["IPv4", "IPv6"]), "shop/web: two ip_families need a policy, got None."),
    (lambda c: web(c).expose(port=80, to="http", annotations={"a b": "c"}), "shop/web: annotation must be a label key, got 'a b'."),
    (lambda c: web(c).expose(port=80, to="http", annotations={"a": 1}), "shop/web: the annotation a must be text, got 1."),  # type: ignore[dict-item]
    (lambda c: web(c).expose(port=80, to="http", name="A"), "shop/web: the name of a Service must be a DNS label, got 'A'."),
    (lambda c: [web_.expose(port=80, to=to) for web_ in [web(c)] for to in ("http", "http")], "shop/web: two ports must not share a number, got 80."),
    (lambda c: [web_.expose(port=port, to="http", type=kind) for web_ in [web(c)] for port, kind in ((80, "ClusterIP"), (443, "LoadBalancer"))], "shop/web: the Service 'web' is there already with other settings, got 'LoadBalancer'."),  # type: ignore[arg-type]
    (lambda c: [web_.expose(port=port, to="http", sticky=sticky) for web_ in [web(c)] for port, sticky in ((80, False), (443, True))], "shop/web: the Service 'web' is there already with other settings, got 'ClusterIP'."),
    (lambda c: Service(c, "a", select=PODS), 'shop/a: a Service needs a port, got (). Give ports={80: "http"}; only a headless'),
    (lambda c: Service(c, "a", select=PodsRef(PODS, "other"), ports={80: 80}), "shop/a: a Service selects pods of its own namespace, got 'other'."),
    (lambda c: Service(c, "a", select=PODS, ports=[80]), "shop/a: ports must hold ServicePort alone, got 80."),  # type: ignore[list-item]
    (lambda c: Service(c, "a", select=PODS, ports={80: "http"}, sticki=True), "shop/a: there is no setting 'sticki', got True."),  # type: ignore[call-arg]
    (lambda c: Service(c, "a", select=PODS, ports=[ServicePort(80, to="http", name="x"), ServicePort(81, to="http", name="x")]), "shop/a: two ports must not share a name, got 'x'."),
    (lambda c: ExternalService(c, "a", host="https://example.com"), "shop/a: host must be a host name, got 'https://example.com'."),
    (lambda c: ExternalService(c, "a", host="192.0.2.1"), "shop/a: host must be a host name, no address, got '192.0.2.1'."),
    (lambda c: ExternalService(c, "a", host="example.com", headless=True), "shop/a: host goes without ports and headless, got ()."),
    (lambda _: ExternalService(Chart(App(), "shop"), "a", host=ServiceRef("db")), "shop/a: a Service elsewhere needs its namespace, got 'db'."),
    (lambda c: ExternalService(c, "a", addresses="192.0.2.1", ports={"p": 1}), "shop/a: addresses must be a list, got '192.0.2.1'."),
    (lambda c: ExternalService(c, "a", addresses=[5], ports={"p": 1}), "shop/a: an address must be an IP address, got 5. Use host=… for a name."),  # type: ignore[list-item]
    (lambda c: ExternalService(c, "a", addresses=["127.0.0.1"], ports={"p": 1}), "shop/a: an address must be one of a machine, got '127.0.0.1'."),
    (lambda c: ExternalService(c, "a", addresses=["192.0.2.1"] * 2, ports={"p": 1}), "shop/a: addresses must be different, got ['192.0.2.1', '192.0.2.1']."),
    (lambda c: ExternalService(c, "a", addresses=[f"10.0.{n // 250}.{n % 250 + 1}" for n in range(1001)], ports={"p": 1}), "shop/a: at most 1000 addresses fit, got 1001."),
    (lambda c: ExternalService(c, "a", addresses=["192.0.2.1"], ports={"p": 0}), "ServicePort: number must be 1 to 65535, got 0."),
    (lambda c: ExternalService(c, "a", addresses=["192.0.2.1"], ports=[ServicePort(80, to="http")]), "shop/a: a port elsewhere has no name, got 'http'."),
]  # fmt: skip


@pytest.mark.parametrize(("make", "message"), REFUSED)
def test_a_wrong_service_is_refused(chart: Chart, make: Callable[[Chart], object], message: str) -> None:
    with pytest.raises(PatternError, match=f"^{re.escape(message)}"):
        make(chart)


def exposed(version: str, traffic: Any) -> Chart:
    chart = shop(App(kubernetes=version))
    web(chart).expose(port=80, to="http", traffic=traffic)
    return chart


@pytest.mark.parametrize("traffic", ["PreferClose", "PreferSameZone"])
def test_the_clients_zone_is_written_as_the_version_calls_it(traffic: str) -> None:
    has_service(exposed("1.33", traffic), "web", trafficDistribution="PreferClose")
    has_service(exposed("1.34", traffic), "web", trafficDistribution="PreferSameZone")


def test_the_clients_node_needs_the_version_that_has_it() -> None:
    with pytest.raises(VersionError, match=r"shop/web: traffic distribution PreferSameZone .* needs Kubernetes 1\.34"):
        exposed("1.33", "PreferSameNode")

    has_service(exposed("1.34", "PreferSameNode"), "web", trafficDistribution="PreferSameNode")


CONTRADICTIONS: list[tuple[Callable[[Chart], object], str]] = [
    (
        lambda c: Service(c, "b", select="web", ports=[ServicePort(53, to="dns")]),
        "shop/b Service 'b': no port named 'dns'. Ports of its pods: dns (UDP), http.",
    ),
    (
        lambda c: Service(c, "b", select="web", ports=[ServicePort(80, to="http", protocol="UDP")]),
        "shop/b Service 'b': no port named 'http' that speaks UDP. Ports of its pods: dns (UDP), http.",
    ),
    (
        lambda c: [
            Service(c, name, select=PODS, type="NodePort", ports=[ServicePort(80, to=80, node_port=30080)])
            for name in ("a", "b")
        ],
        "shop/b Service 'b': the Service 'a' has this port of the nodes already, got 30080. Give one of them another port",
    ),
]


@pytest.mark.parametrize(("make", "message"), CONTRADICTIONS)
def test_contradictions_in_a_chart_are_found_at_synth(make: Callable[[Chart], object], message: str) -> None:
    app = App()
    made = Chart(app, "shop")
    web(made)
    make(made)

    with pytest.raises(ManifestError, match=f"^{re.escape(message)}"):
        app.render()
