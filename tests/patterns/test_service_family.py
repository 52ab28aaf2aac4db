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
from k8spatterns_lib.manifests.schema import schema_findings
from k8spatterns_lib.values.kubernetes_version import SUPPORTED
from tests.strategies.network_strategies import service_ports

PODS = {"app": "db"}


def chart(version: str = "1.37") -> Chart:
    return Chart(App(kubernetes=version), "shop", namespace="shop")


def web(scope: Construct | None = None) -> SidecarPod:
    ports: dict[str, int | Port] = {"http": 8080, "dns": Port(name="dns", number=5353, protocol="UDP")}
    main = Container("web", image="example.com/web:1", ports=ports, resources=Resources(cpu="50m", memory="64Mi"))
    return SidecarPod(chart() if scope is None else scope, "web", main=main)


def spec(pattern: Any, name: str | None = None) -> dict[str, Any]:
    found: dict[str, Any] = pattern.find_object("Service", name).data["spec"]
    return found


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
def test_a_service_of_every_kind_fits_the_strict_schema(version: Any) -> None:
    made = Chart(App(kubernetes=version), "shop", namespace="shop")
    every_kind(made)

    assert [found for each in made.to_json() for found in schema_findings(each, version)] == []


def test_both_apps_give_the_same_services() -> None:
    own, plain = chart(), cdk8s.Chart(cdk8s.App(), "shop", namespace="shop")
    for scope in (own, plain):
        every_kind(scope)

    def in_order(objects: list[Any]) -> list[Any]:
        return sorted(objects, key=lambda each: (each["kind"], each["metadata"]["name"]))

    assert in_order(own.to_json()) == in_order(cdk8s.Testing.synth(plain))


def test_a_service_is_called_like_its_construct_unless_told_otherwise() -> None:
    made = chart()
    Service(made, "db", select=PODS, ports={80: 80})
    Service(made, "named", name="other", select=PODS, ports={80: 80})
    ExternalService(made, "far", name="elsewhere", addresses=["192.0.2.1"], ports={"sql": 5432})

    assert [(each["kind"], each["metadata"]["name"]) for each in made.to_json()] == [
        ("Service", "db"),
        ("Service", "other"),
        ("Service", "elsewhere"),
        ("EndpointSlice", "elsewhere"),
    ]


def test_a_pattern_is_exposed_by_one_call_or_by_several() -> None:
    pods = web()

    reference = pods.expose(port=80, to="http")
    pods.expose(port=8080, to="http")
    pods.expose(port=53, to="dns", type="ClusterIP")

    assert reference == ServiceRef("web", "shop")
    assert spec(pods) == {
        "selector": {"app.kubernetes.io/name": "web"},
        "ports": [
            {"name": "http", "port": 80, "targetPort": "http"},
            {"name": "http-8080", "port": 8080, "targetPort": "http"},
            {"name": "dns", "port": 53, "targetPort": "dns", "protocol": "UDP"},
        ],
    }


def test_a_further_call_may_repeat_what_the_service_says_already() -> None:
    pods = web()
    annotations = {"example.com/internal": "true"}
    pods.expose(port=80, to="http", type="LoadBalancer", external_traffic="Local", annotations=annotations)

    pods.expose(port=53, to="dns", type="LoadBalancer", external_traffic="Local", annotations=annotations)

    assert [each["port"] for each in spec(pods)["ports"]] == [80, 53]


def test_node_ports_are_fixed_or_free() -> None:
    pods = web()
    pods.expose(port=80, to="http", type="NodePort", node_port=30080)
    pods.expose(port=53, to="dns")

    assert [each.get("nodePort") for each in spec(pods)["ports"]] == [30080, None]
    assert spec(pods)["type"] == "NodePort"


def test_sticky_clients_stay_for_three_hours_unless_told_otherwise() -> None:
    pods = web()
    pods.expose(port=80, to="http", sticky=True)
    pods.expose(port=80, to="http", name="short", sticky_seconds=60)

    assert spec(pods, "web")["sessionAffinity"] == "ClientIP"
    assert "sessionAffinityConfig" not in spec(pods, "web")
    assert spec(pods, "short")["sessionAffinityConfig"] == {"clientIP": {"timeoutSeconds": 60}}


def test_a_load_balancer_says_who_makes_it_and_whom_it_admits() -> None:
    made = chart()
    every_kind(made)

    world = next(each for each in made.to_json() if each["metadata"]["name"] == "world")

    assert world["metadata"]["annotations"] == {"example.com/internal": "true"}
    assert {key: value for key, value in world["spec"].items() if key not in {"ports", "selector"}} == {
        "type": "LoadBalancer",
        "externalTrafficPolicy": "Local",
        "loadBalancerClass": "example.com/internal",
        "loadBalancerSourceRanges": ["192.0.2.0/24"],
        "allocateLoadBalancerNodePorts": False,
    }


def test_a_headless_service_gives_the_addresses_of_its_pods() -> None:
    members = Service(chart(), "db", select=PODS, headless=True, publish_not_ready=True)

    assert spec(members) == {"clusterIP": "None", "publishNotReadyAddresses": True, "selector": PODS}


def test_a_name_elsewhere_is_an_alias() -> None:
    far = ExternalService(chart(), "far", host="db.example.com")

    assert spec(far) == {"type": "ExternalName", "externalName": "db.example.com"}
    assert far.service_ref == ServiceRef("far", "shop")


def test_addresses_elsewhere_are_in_a_slice_of_the_service() -> None:
    made = chart()

    far = ExternalService(
        made,
        "far",
        addresses=["192.0.2.1", "192.0.2.2"],
        ports=[ServicePort(80, to=8080, name="http"), ServicePort(53, to=53, name="dns", protocol="UDP")],
    )

    part = far.find_object("EndpointSlice").data
    assert spec(far) == {
        "ports": [
            {"name": "http", "port": 80, "targetPort": 8080},
            {"name": "dns", "port": 53, "targetPort": 53, "protocol": "UDP"},
        ]
    }
    assert part["metadata"]["labels"]["kubernetes.io/service-name"] == "far"
    assert part["addressType"] == "IPv4"
    assert [each["addresses"] for each in part["endpoints"]] == [["192.0.2.1"], ["192.0.2.2"]]
    assert part["ports"] == [{"name": "http", "port": 8080}, {"name": "dns", "port": 53, "protocol": "UDP"}]


def test_addresses_of_ipv6_ask_for_a_service_of_ipv6() -> None:
    far = ExternalService(chart(), "far", addresses=["2001:db8::1"], ports={"sql": 5432})

    assert spec(far)["ipFamilies"] == ["IPv6"]
    assert far.find_object("EndpointSlice").data["addressType"] == "IPv6"


@given(st.lists(service_ports(), min_size=1, max_size=5, unique_by=lambda each: (each.number, each.protocol)))
def test_ports_of_a_service_get_different_names(drawn: list[ServicePort]) -> None:
    ports = [attrs.evolve(each, name="", node_port=None) for each in drawn]

    found = spec(Service(chart(), "db", select=PODS, ports=ports))["ports"]

    assert len({each["name"] for each in found}) == len(ports)
    assert [(each["port"], each.get("protocol", "TCP")) for each in found] == [
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
def test_a_wrong_service_is_refused(make: Callable[[Chart], object], message: str) -> None:
    with pytest.raises(PatternError, match=f"^{re.escape(message)}"):
        make(chart())


def distribution(version: str, traffic: Any) -> str:
    pods = web(chart(version))
    pods.expose(port=80, to="http", traffic=traffic)
    return str(spec(pods)["trafficDistribution"])


@pytest.mark.parametrize("traffic", ["PreferClose", "PreferSameZone"])
def test_the_clients_zone_is_written_as_the_version_calls_it(traffic: str) -> None:
    assert distribution("1.33", traffic) == "PreferClose"
    assert distribution("1.34", traffic) == "PreferSameZone"


def test_the_clients_node_needs_the_version_that_has_it() -> None:
    with pytest.raises(VersionError, match=r"shop/web: traffic distribution PreferSameZone .* needs Kubernetes 1\.34"):
        distribution("1.33", "PreferSameNode")

    assert distribution("1.34", "PreferSameNode") == "PreferSameNode"


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
