"""`pattern.network`: a user's rules change the pattern's own policy."""

import re
from collections.abc import Callable
from typing import Any

import cdk8s
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from k8spatterns_lib import (
    App,
    Chart,
    Container,
    MySql,
    Peer,
    PodsRef,
    Port,
    ReliableSingleton,
    Resources,
    SecretKey,
    SettingError,
    SidecarPod,
    StatelessService,
)
from k8spatterns_lib.manifests.checks.pod_view import pods_of
from k8spatterns_lib.manifests.network.network_sum import network_sum
from k8spatterns_lib.manifests.schema import schema_findings
from k8spatterns_lib.patterns.pod_part import PodPart
from k8spatterns_lib.patterns.workload_pattern import WorkloadPattern
from k8spatterns_lib.values.kubernetes_version import SUPPORTED
from k8spatterns_lib.workloads import Deployment, StatefulSet
from tests.strategies.network_strategies import peers

NAME = "app.kubernetes.io/name"
HTTP = {"port": 8080, "protocol": "TCP"}
METRICS = {"port": 9090, "protocol": "TCP"}
DNS = {
    "to": [{"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "kube-system"}}}],
    "ports": [{"port": 53, "protocol": "UDP"}, {"port": 53, "protocol": "TCP"}],
}


def container(name: str = "web", **settings: Any) -> Container:
    values: dict[str, Any] = {"ports": {"http": 8080, "metrics": 9090}, **settings}
    return Container(name, image="example.com/web:1", resources=Resources(cpu="50m", memory="64Mi"), **values)


def chart() -> Chart:
    return Chart(App(), "shop", namespace="shop")


def web(scope: Chart | None = None, name: str = "web", **settings: Any) -> SidecarPod:
    return SidecarPod(chart() if scope is None else scope, name, main=container(), **settings)


def spec(pattern: WorkloadPattern, name: str | None = None) -> dict[str, Any]:
    found: dict[str, Any] = pattern.find_object("NetworkPolicy", name).data["spec"]
    return found


def pods(name: str) -> dict[str, Any]:
    return {"podSelector": {"matchLabels": {NAME: name}}}


class Cluster(WorkloadPattern):
    """A data system: members, and a second workload that watches them."""

    def __init__(self, scope: Chart, id: str, *, watched: bool = True) -> None:
        super().__init__(scope, id)
        members = PodPart(containers=(container("member", ports={"sql": 5432}),))
        self._run(StatefulSet(replicas=3), [members], {})
        if watched:
            watcher = PodPart(containers=(container("watcher", ports={"watch": 7000}),))
            self._run(Deployment(), [watcher], {}, name=f"{self.name}-watcher")


def test_at_first_anybody_reaches_the_patterns_own_ports_and_the_pods_go_anywhere() -> None:
    pattern = web()

    assert spec(pattern) == {
        "podSelector": {"matchLabels": {NAME: "web"}},
        "policyTypes": ["Ingress"],
        "ingress": [{"ports": [HTTP, METRICS]}],
    }
    assert [each.name for each in pattern.objects if each.kind == "NetworkPolicy"] == ["web"]


def test_whoever_is_named_for_a_port_closes_it_to_all_others() -> None:
    pattern = web()

    pattern.network.allow_from("gateway", ports=["http"])

    assert spec(pattern)["ingress"] == [{"from": [pods("gateway")], "ports": [HTTP]}, {"ports": [METRICS]}]


def test_those_named_by_several_calls_add_up() -> None:
    pattern = web()

    pattern.network.allow_from("gateway", ports=["http"])
    pattern.network.allow_from(Peer.block("10.0.0.0/8", excluding=["10.1.0.0/16"]), "gateway", ports=["http"])

    block = {"ipBlock": {"cidr": "10.0.0.0/8", "except": ["10.1.0.0/16"]}}
    assert spec(pattern)["ingress"][0] == {"from": [pods("gateway"), block], "ports": [HTTP]}


def test_all_ports_are_meant_where_none_is_named() -> None:
    pattern = web()

    pattern.network.allow_from(Peer.namespace("front"))

    space = {"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "front"}}}
    assert spec(pattern)["ingress"] == [{"from": [space], "ports": [HTTP, METRICS]}]


def test_a_port_can_be_opened_to_all_again() -> None:
    pattern = web()

    pattern.network.allow_from("gateway")
    pattern.network.allow_from(Peer.anywhere(), ports=["metrics"])

    assert spec(pattern)["ingress"] == [{"from": [pods("gateway")], "ports": [HTTP]}, {"ports": [METRICS]}]


def test_a_number_that_no_container_has_widens_the_policy() -> None:
    pattern = web()

    pattern.network.allow_from("debugger", ports=[5005, Port(name="gossip", number=7946, protocol="UDP")])
    pattern.network.allow_from("scraper", ports=[9090])

    assert spec(pattern)["ingress"] == [
        {"ports": [HTTP]},
        {"from": [pods("scraper")], "ports": [METRICS]},
        {"from": [pods("debugger")], "ports": [{"port": 5005, "protocol": "TCP"}, {"port": 7946, "protocol": "UDP"}]},
    ]


def test_ports_can_be_closed_to_everybody() -> None:
    pattern, closed = web(), web()

    pattern.network.deny_ingress(ports=["metrics"])
    closed.network.deny_ingress()
    closed.network.allow_from("gateway", ports=["http"])

    assert spec(pattern)["ingress"] == [{"ports": [HTTP]}]
    assert spec(closed)["ingress"] == [{"from": [pods("gateway")], "ports": [HTTP]}]


def test_pods_of_the_patterns_own_namespace_are_named_without_it() -> None:
    here = chart()
    other = StatelessService(Chart(App(), "bank", namespace="bank"), "bank", container=container())
    near, pattern = web(here, "near"), web(here)

    pattern.network.allow_from(near, other, PodsRef({"tier": "front"}, "shop"), ports=["http"])

    space = {"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "bank"}}}
    assert spec(pattern)["ingress"][0]["from"] == [
        pods("near"),
        {**space, **pods("bank")},
        {"podSelector": {"matchLabels": {"tier": "front"}}},
    ]


def test_a_name_and_a_construct_that_mean_the_same_pods_are_written_once() -> None:
    here = chart()
    near, pattern = web(here, "near"), web(here)

    pattern.network.allow_from("near", near, ports=["http"])

    assert spec(pattern)["ingress"][0]["from"] == [pods("near")]


def test_from_the_first_place_on_that_is_named_the_pods_go_nowhere_else_but_to_dns() -> None:
    here = chart()
    sql = ReliableSingleton(
        here, "sql", run=MySql(version="8.4", database="shop", password=SecretKey("sql-auth", "password"))
    )
    pattern = web(here)

    pattern.network.allow_to(sql, ports=["mysql"])
    pattern.network.allow_to(Peer.block("192.0.2.0/24"), ports=[443, Port(name="quic", number=443, protocol="UDP")])
    pattern.network.allow_to("cache")
    pattern.network.allow_to("cache")

    assert spec(pattern)["policyTypes"] == ["Ingress", "Egress"]
    assert spec(pattern)["egress"] == [
        DNS,
        {"to": [pods("sql")], "ports": [{"port": 3306, "protocol": "TCP"}]},
        {
            "to": [{"ipBlock": {"cidr": "192.0.2.0/24"}}],
            "ports": [{"port": 443, "protocol": "TCP"}, {"port": 443, "protocol": "UDP"}],
        },
        {"to": [pods("cache")]},
    ]


def test_a_port_of_pods_elsewhere_is_named_as_they_name_it() -> None:
    pattern = web()

    pattern.network.allow_to(Peer.pods("db", namespace="data"), ports=["sql"])

    assert spec(pattern)["egress"][1]["ports"] == [{"port": "sql", "protocol": "TCP"}]


def test_egress_can_be_closed_with_and_without_dns() -> None:
    some, none = web(), web()

    some.network.deny_egress()
    none.network.deny_egress(dns=False)
    none.network.allow_to(Peer.anywhere(), ports=[443])

    assert spec(some)["egress"] == [DNS]
    assert spec(none)["egress"] == [{"ports": [{"port": 443, "protocol": "TCP"}]}]


def test_members_of_a_data_system_still_reach_each_other() -> None:
    cluster = Cluster(chart(), "data")

    cluster.network.allow_from("client", ports=["sql"])
    cluster.network.deny_egress(of="data")

    members = [pods("data"), pods("data-watcher")]
    assert spec(cluster, "data")["ingress"] == [
        {"from": [*members, pods("client")], "ports": [{"port": 5432, "protocol": "TCP"}]}
    ]
    assert spec(cluster, "data")["egress"] == [DNS, {"to": members}]
    assert spec(cluster, "data-watcher")["ingress"] == [{"ports": [{"port": 7000, "protocol": "TCP"}]}]
    assert spec(cluster, "data-watcher")["policyTypes"] == ["Ingress"]


def test_replicas_that_do_not_know_each_other_are_no_members() -> None:
    many, cluster = web(workload=Deployment(replicas=3)), Cluster(chart(), "data", watched=False)

    many.network.allow_from("gateway", ports=["http"])
    cluster.network.allow_from("gateway")

    assert spec(many)["ingress"][0]["from"] == [pods("gateway")]
    assert spec(cluster)["ingress"][0]["from"] == [pods("data"), pods("gateway")]


def test_one_of_several_workloads_can_be_meant() -> None:
    cluster = Cluster(chart(), "data")

    cluster.network.deny_ingress(of="data-watcher")

    members = [pods("data"), pods("data-watcher")]
    assert spec(cluster, "data")["ingress"] == [{"ports": [{"port": 5432, "protocol": "TCP"}]}]
    assert spec(cluster, "data-watcher")["ingress"] == [{"from": members, "ports": [{"port": 7000, "protocol": "TCP"}]}]


def test_a_rule_reaches_the_api_objects_of_a_plain_app() -> None:
    own, plain = chart(), cdk8s.Chart(cdk8s.App(), "shop", namespace="shop")
    for scope in (own, plain):
        pattern = SidecarPod(scope, "web", main=container())
        pattern.network.allow_from("gateway", ports=["http"])
        pattern.network.deny_egress()

    policies = [
        next(each for each in listed if each["kind"] == "NetworkPolicy")
        for listed in (own.to_json(), cdk8s.Testing.synth(plain))
    ]

    assert policies[0] == policies[1]
    assert policies[1]["spec"]["egress"] == [DNS]


@settings(max_examples=60)
@given(
    st.lists(st.tuples(peers(), st.sampled_from([None, ["http"], ["metrics"], [5005]])), max_size=4),
    st.lists(st.tuples(peers(), st.sampled_from([None, [443]])), max_size=3),
)
def test_only_those_named_reach_a_port_and_every_policy_fits_the_schema(
    sources: list[tuple[Peer, list[str | int] | None]], places: list[tuple[Peer, list[str | int] | None]]
) -> None:
    scope = chart()
    pattern = web(scope)

    for peer, ports in sources:
        pattern.network.allow_from(peer, ports=ports)
    for peer, ports in places:
        pattern.network.allow_to(peer, ports=ports)

    policy = pattern.find_object("NetworkPolicy").data
    for version in (SUPPORTED[0], SUPPORTED[-1]):
        assert schema_findings(policy, version) == []
    (pod,) = pods_of(pattern.find_object("Deployment").data)
    found = network_sum(pod, [policy], "Ingress")
    named = [peer for peer, ports in sources if ports in (None, ["http"])]
    open_to_all = not named or Peer.anywhere() in named
    anybody = [each for each in found.admissions if each.source is None for span in each.ports if span.first == 8080]
    assert bool(anybody) == open_to_all
    assert found.policies == ("web",)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda p: p.network.allow_from(), 'shop/web network: a rule names at least one peer, got (). Write "web", or'),
        (lambda p: p.network.allow_from("a", ports=["https"]), "shop/web network: no port named 'https'. Ports of its containers: http, metrics."),
        (lambda p: p.network.allow_from("a", ports="http"), "shop/web network: ports must be a list, got 'http'. Write [\"http\"]."),
        (lambda p: p.network.allow_from("a", ports=[]), "shop/web network: ports names at least one port, got (). Leave ports out"),
        (lambda p: p.network.allow_from("a", ports=[70000]), "shop/web network: a port must be 1 to 65535 or a name, got 70000."),
        (lambda p: p.network.allow_from("a", ports=[True]), "shop/web network: a port must be 1 to 65535 or a name, got True."),
        (lambda p: p.network.allow_from("a", of="wbe"), "shop/web network: there is no such workload, got 'wbe'. Its workloads: web."),
        (lambda p: p.network.allow_from(5), "Peer.pods: this stands for no pods, got 5."),
        (lambda p: p.network.allow_to(Peer.anywhere(), ports=["https"]), "shop/web network: a port elsewhere has no name, got 'https'. Give its number"),
        (lambda p: p.network.allow_to(Peer.block("10.0.0.0/8"), ports=["https"]), "shop/web network: a port elsewhere has no name, got 'https'."),
        (lambda p: p.network.allow_to(p, ports=["https"]), "shop/web: no port named 'https'. Ports of its containers: http, metrics."),
        (lambda p: p.network.deny_egress(dns="no"), "shop/web network: dns must be True or False, got 'no'."),
        (lambda p: p.network.deny_egress(of="wbe"), "shop/web network: there is no such workload, got 'wbe'."),
    ],
)  # fmt: skip
def test_a_rule_that_means_nothing_is_refused(call: Callable[[SidecarPod], object], message: str) -> None:
    pattern = web()
    before = spec(pattern)

    with pytest.raises(SettingError, match=f"^{re.escape(message)}"):
        call(pattern)

    assert spec(pattern) == before


def test_a_pattern_without_a_policy_of_its_own_has_none_to_change() -> None:
    message = "shop/web network: there is no policy of its own that could be changed. Leave network_policy=False out."

    with pytest.raises(SettingError, match=f"^{re.escape(message)}$"):
        web(network_policy=False).network.allow_from("gateway")


def test_a_worker_has_no_ports_to_admit_until_one_is_named() -> None:
    worker = StatelessService(chart(), "worker", container=container(ports={}))

    with pytest.raises(SettingError, match=r"shop/worker network: its containers have no ports\. Name the port"):
        worker.network.allow_from("gateway")
    worker.network.allow_from("gateway", ports=[8080])

    assert spec(worker)["ingress"] == [{"from": [pods("gateway")], "ports": [HTTP]}]


def test_a_policy_that_was_patched_is_not_written_over() -> None:
    pattern = web()
    pattern.patch("NetworkPolicy", merge={"spec": {"ingress": []}})

    message = "shop/web network: the NetworkPolicy was patched, got 'web'. Call network first and patch afterwards"
    with pytest.raises(SettingError, match=f"^{re.escape(message)}"):
        pattern.network.allow_from("gateway")

    assert spec(pattern)["ingress"] == []


def test_labels_of_a_policy_can_be_patched_before_its_rules_change() -> None:
    pattern = web()
    pattern.patch("NetworkPolicy", merge={"metadata": {"labels": {"team": "a"}}})

    pattern.network.deny_ingress()

    policy = pattern.find_object("NetworkPolicy").data
    assert (policy["metadata"]["labels"]["team"], policy["spec"]["ingress"]) == ("a", [])
