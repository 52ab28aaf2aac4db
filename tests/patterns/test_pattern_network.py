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
from k8spatterns_lib.patterns.pod_part import PodPart
from k8spatterns_lib.patterns.workload_pattern import WorkloadPattern
from k8spatterns_lib.testing import Match, Template, assert_valid
from k8spatterns_lib.values.kubernetes_version import SUPPORTED
from k8spatterns_lib.workloads import Deployment, StatefulSet
from tests.strategies.network_strategies import peers

HTTP = {"port": 8080, "protocol": "TCP"}
METRICS = {"port": 9090, "protocol": "TCP"}
DNS = {
    "to": [{"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "kube-system"}}}],
    "ports": [{"port": 53, "protocol": "UDP"}, {"port": 53, "protocol": "TCP"}],
}


@pytest.fixture
def chart(app: App) -> Chart:
    return shop(app)


def shop(app: App) -> Chart:
    return Chart(app, "shop", namespace="shop")


def container(name: str = "web", **settings: Any) -> Container:
    values: dict[str, Any] = {"ports": {"http": 8080, "metrics": 9090}, **settings}
    return Container(name, image="example.com/web:1", resources=Resources(cpu="50m", memory="64Mi"), **values)


def web(chart: Chart, name: str = "web", **settings: Any) -> SidecarPod:
    return SidecarPod(chart, name, main=container(), **settings)


def has_policy(chart: Chart, name: str, **lists: list[Any]) -> None:
    """Assert what a policy says; lists are compared whole, so that it has no rule that was not expected."""
    __tracebackhide__ = True
    spec = {key: Match.array_equals(each) for key, each in lists.items()}
    Template.from_chart(chart).has_resource("NetworkPolicy", name, {"spec": spec})


def pods(name: str) -> dict[str, Any]:
    return {"podSelector": {"matchLabels": {"app.kubernetes.io/name": name}}}


class Cluster(WorkloadPattern):
    """A data system: members, and a second workload that watches them."""

    def __init__(self, scope: Chart, id: str, *, watched: bool = True) -> None:
        super().__init__(scope, id)
        members = PodPart(containers=(container("member", ports={"sql": 5432}),))
        self._run(StatefulSet(replicas=3), [members], {})
        if watched:
            watcher = PodPart(containers=(container("watcher", ports={"watch": 7000}),))
            self._run(Deployment(), [watcher], {}, name=f"{self.name}-watcher")


def test_at_first_anybody_reaches_the_patterns_own_ports_and_the_pods_go_anywhere(chart: Chart) -> None:
    web(chart)

    template = Template.from_chart(chart)
    spec = {**pods("web"), "policyTypes": ["Ingress"], "ingress": [{"ports": [HTTP, METRICS]}]}
    template.has_resource("NetworkPolicy", "web", {"spec": Match.object_equals(spec)})
    template.resource_count_is("NetworkPolicy", 1)


def test_whoever_is_named_for_a_port_closes_it_to_all_others(chart: Chart) -> None:
    web(chart).network.allow_from("gateway", ports=["http"])

    has_policy(chart, "web", ingress=[{"from": [pods("gateway")], "ports": [HTTP]}, {"ports": [METRICS]}])


def test_those_named_by_several_calls_add_up(chart: Chart) -> None:
    pattern = web(chart)

    pattern.network.allow_from("gateway", ports=["http"])
    pattern.network.allow_from(Peer.block("10.0.0.0/8", excluding=["10.1.0.0/16"]), "gateway", ports=["http"])

    block = {"ipBlock": {"cidr": "10.0.0.0/8", "except": ["10.1.0.0/16"]}}
    has_policy(chart, "web", ingress=[{"from": [pods("gateway"), block], "ports": [HTTP]}, {"ports": [METRICS]}])


def test_all_ports_are_meant_where_none_is_named(chart: Chart) -> None:
    web(chart).network.allow_from(Peer.namespace("front"))

    space = {"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "front"}}}
    has_policy(chart, "web", ingress=[{"from": [space], "ports": [HTTP, METRICS]}])


def test_a_port_can_be_opened_to_all_again(chart: Chart) -> None:
    pattern = web(chart)

    pattern.network.allow_from("gateway")
    pattern.network.allow_from(Peer.anywhere(), ports=["metrics"])

    has_policy(chart, "web", ingress=[{"from": [pods("gateway")], "ports": [HTTP]}, {"ports": [METRICS]}])


def test_a_number_that_no_container_has_widens_the_policy(chart: Chart) -> None:
    pattern = web(chart)

    pattern.network.allow_from("debugger", ports=[5005, Port(name="gossip", number=7946, protocol="UDP")])
    pattern.network.allow_from("scraper", ports=[9090])

    more = [{"port": 5005, "protocol": "TCP"}, {"port": 7946, "protocol": "UDP"}]
    has_policy(
        chart,
        "web",
        ingress=[
            {"ports": [HTTP]},
            {"from": [pods("scraper")], "ports": [METRICS]},
            {"from": [pods("debugger")], "ports": more},
        ],
    )


def test_ports_can_be_closed_to_everybody(chart: Chart) -> None:
    pattern, closed = web(chart), web(chart, "closed")

    pattern.network.deny_ingress(ports=["metrics"])
    closed.network.deny_ingress()
    closed.network.allow_from("gateway", ports=["http"])

    has_policy(chart, "web", ingress=[{"ports": [HTTP]}])
    has_policy(chart, "closed", ingress=[{"from": [pods("gateway")], "ports": [HTTP]}])


def test_pods_of_the_patterns_own_namespace_are_named_without_it(app: App, chart: Chart) -> None:
    other = StatelessService(Chart(app, "bank", namespace="bank"), "bank", container=container())
    near, pattern = web(chart, "near"), web(chart)

    pattern.network.allow_from(near, other, PodsRef({"tier": "front"}, "shop"), ports=["http"])

    space = {"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "bank"}}}
    sources = [pods("near"), {**space, **pods("bank")}, {"podSelector": {"matchLabels": {"tier": "front"}}}]
    has_policy(chart, "web", ingress=[{"from": sources, "ports": [HTTP]}, {"ports": [METRICS]}])


def test_a_name_and_a_construct_that_mean_the_same_pods_are_written_once(chart: Chart) -> None:
    near, pattern = web(chart, "near"), web(chart)

    pattern.network.allow_from("near", near, ports=["http"])

    has_policy(chart, "web", ingress=[{"from": [pods("near")], "ports": [HTTP]}, {"ports": [METRICS]}])


def test_from_the_first_place_on_that_is_named_the_pods_go_nowhere_else_but_to_dns(chart: Chart) -> None:
    sql = ReliableSingleton(
        chart, "sql", run=MySql(version="8.4", database="shop", password=SecretKey("sql-auth", "password"))
    )
    pattern = web(chart)

    pattern.network.allow_to(sql, ports=["mysql"])
    pattern.network.allow_to(Peer.block("192.0.2.0/24"), ports=[443, Port(name="quic", number=443, protocol="UDP")])
    pattern.network.allow_to("cache")
    pattern.network.allow_to("cache")

    has_policy(
        chart,
        "web",
        policyTypes=["Ingress", "Egress"],
        egress=[
            DNS,
            {"to": [pods("sql")], "ports": [{"port": 3306, "protocol": "TCP"}]},
            {
                "to": [{"ipBlock": {"cidr": "192.0.2.0/24"}}],
                "ports": [{"port": 443, "protocol": "TCP"}, {"port": 443, "protocol": "UDP"}],
            },
            {"to": [pods("cache")]},
        ],
    )


def test_a_port_of_pods_elsewhere_is_named_as_they_name_it(chart: Chart) -> None:
    db = Peer.pods("db", namespace="data")

    web(chart).network.allow_to(db, ports=["sql"])

    space = {"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "data"}}}
    to_sql = {"to": [{**space, **pods("db")}], "ports": [{"port": "sql", "protocol": "TCP"}]}
    has_policy(chart, "web", egress=[DNS, to_sql])


def test_egress_can_be_closed_with_and_without_dns(chart: Chart) -> None:
    some, none = web(chart, "some"), web(chart, "none")

    some.network.deny_egress()
    none.network.deny_egress(dns=False)
    none.network.allow_to(Peer.anywhere(), ports=[443])

    has_policy(chart, "some", egress=[DNS])
    has_policy(chart, "none", egress=[{"ports": [{"port": 443, "protocol": "TCP"}]}])


def test_members_of_a_data_system_still_reach_each_other(chart: Chart) -> None:
    cluster = Cluster(chart, "data")

    cluster.network.allow_from("client", ports=["sql"])
    cluster.network.deny_egress(of="data")

    members = [pods("data"), pods("data-watcher")]
    sql = [{"port": 5432, "protocol": "TCP"}]
    has_policy(
        chart,
        "data",
        ingress=[{"from": [*members, pods("client")], "ports": sql}],
        egress=[DNS, {"to": members}],
    )
    has_policy(
        chart,
        "data-watcher",
        ingress=[{"ports": [{"port": 7000, "protocol": "TCP"}]}],
        policyTypes=["Ingress"],
    )


def test_replicas_that_do_not_know_each_other_are_no_members(chart: Chart) -> None:
    many, cluster = web(chart, workload=Deployment(replicas=3)), Cluster(chart, "data", watched=False)

    many.network.allow_from("gateway", ports=["http"])
    cluster.network.allow_from("gateway")

    has_policy(chart, "web", ingress=[{"from": [pods("gateway")], "ports": [HTTP]}, {"ports": [METRICS]}])
    sql = [{"port": 5432, "protocol": "TCP"}]
    has_policy(chart, "data", ingress=[{"from": [pods("data"), pods("gateway")], "ports": sql}])


def test_one_of_several_workloads_can_be_meant(chart: Chart) -> None:
    Cluster(chart, "data").network.deny_ingress(of="data-watcher")

    members = [pods("data"), pods("data-watcher")]
    has_policy(chart, "data", ingress=[{"ports": [{"port": 5432, "protocol": "TCP"}]}])
    has_policy(chart, "data-watcher", ingress=[{"from": members, "ports": [{"port": 7000, "protocol": "TCP"}]}])


def test_a_rule_reaches_the_api_objects_of_a_plain_app(chart: Chart) -> None:
    plain = cdk8s.Chart(cdk8s.App(), "shop", namespace="shop")

    for scope in (chart, plain):
        pattern = SidecarPod(scope, "web", main=container())
        pattern.network.allow_from("gateway", ports=["http"])
        pattern.network.deny_egress()

    template = Template.from_chart(plain)
    assert template == Template.from_chart(chart)
    template.has_resource("NetworkPolicy", "web", {"spec": {"egress": Match.array_equals([DNS])}})


@settings(max_examples=60)
@given(
    st.lists(st.tuples(peers(), st.sampled_from([None, ["http"], ["metrics"], [5005]])), max_size=4),
    st.lists(st.tuples(peers(), st.sampled_from([None, [443]])), max_size=3),
)
def test_only_those_named_reach_a_port_and_every_policy_fits_the_schema(
    sources: list[tuple[Peer, list[str | int] | None]], places: list[tuple[Peer, list[str | int] | None]]
) -> None:
    chart = shop(App())
    pattern = web(chart)

    for peer, ports in sources:
        pattern.network.allow_from(peer, ports=ports)
    for peer, ports in places:
        pattern.network.allow_to(peer, ports=ports)

    template = Template.from_chart(chart)
    for version in (SUPPORTED[0], SUPPORTED[-1]):
        assert_valid(template, kubernetes=version)
    (deployment,) = template.find_resources("Deployment")
    (pod,) = pods_of(deployment)
    found = network_sum(pod, template.find_resources("NetworkPolicy"), "Ingress")
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
def test_a_rule_that_means_nothing_is_refused(chart: Chart, call: Callable[[SidecarPod], object], message: str) -> None:
    pattern = web(chart)
    before = Template.from_chart(chart)

    with pytest.raises(SettingError, match=f"^{re.escape(message)}"):
        call(pattern)

    assert Template.from_chart(chart) == before


def test_a_pattern_without_a_policy_of_its_own_has_none_to_change(chart: Chart) -> None:
    message = "shop/web network: there is no policy of its own that could be changed. Leave network_policy=False out."

    with pytest.raises(SettingError, match=f"^{re.escape(message)}$"):
        web(chart, network_policy=False).network.allow_from("gateway")


def test_a_worker_has_no_ports_to_admit_until_one_is_named(chart: Chart) -> None:
    worker = StatelessService(chart, "worker", container=container(ports={}))

    with pytest.raises(SettingError, match=r"shop/worker network: its containers have no ports\. Name the port"):
        worker.network.allow_from("gateway")
    worker.network.allow_from("gateway", ports=[8080])

    has_policy(chart, "worker", ingress=[{"from": [pods("gateway")], "ports": [HTTP]}])


def test_a_policy_that_was_patched_is_not_written_over(chart: Chart) -> None:
    pattern = web(chart)
    pattern.patch("NetworkPolicy", merge={"spec": {"ingress": []}})

    message = "shop/web network: the NetworkPolicy was patched, got 'web'. Call network first and patch afterwards"
    with pytest.raises(SettingError, match=f"^{re.escape(message)}"):
        pattern.network.allow_from("gateway")

    has_policy(chart, "web", ingress=[])


def test_labels_of_a_policy_can_be_patched_before_its_rules_change(chart: Chart) -> None:
    pattern = web(chart)
    pattern.patch("NetworkPolicy", merge={"metadata": {"labels": {"team": "a"}}})

    pattern.network.deny_ingress()

    patched = {"metadata": {"labels": {"team": "a"}}, "spec": {"ingress": []}}
    Template.from_chart(chart).has_resource("NetworkPolicy", "web", patched)
