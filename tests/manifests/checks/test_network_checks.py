"""No policy of a chart stands beside a pattern's own and undoes it, or has no effect."""

import re
from typing import Any

import cdk8s
import pytest
from constructs import Construct
from hypothesis import given, settings

from k8spatterns_lib import (
    App,
    Chart,
    Container,
    Manifest,
    ManifestError,
    Peer,
    RedisQueue,
    Resources,
    SecretKey,
    SidecarPod,
    WorkQueue,
)
from k8spatterns_lib.manifests.checks.chart_objects import ChartObjects
from k8spatterns_lib.manifests.checks.network_checks import policies_do_not_undo_each_other
from k8spatterns_lib.manifests.checks.pod_view import pods_of
from k8spatterns_lib.manifests.network.network_coverage import on_ports_of, uncovered
from k8spatterns_lib.manifests.network.network_rules import isolates, rules_of, selects
from k8spatterns_lib.testing import Template
from tests.strategies.network_strategies import policies

NAME = "app.kubernetes.io/name"
EVERYBODY: dict[str, Any] = {}
WEB = {"matchLabels": {NAME: "web"}}


def policy(spec: dict[str, Any], **metadata: str) -> dict[str, Any]:
    return {"apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy", "metadata": metadata, "spec": spec}


def add(scope: Construct, id: str, spec: dict[str, Any], **metadata: str) -> None:
    Manifest(scope, id, objects=[policy(spec, **metadata)])


def template_of(chart: Chart) -> Template:
    """Return the objects of a chart that may be wrong: `Template.from_chart` would refuse it."""
    return Template(chart.to_json())


def lines_of(template: Template) -> list[str]:
    """Return what the check finds, as lines."""
    objects = ChartObjects(list(template))
    return [str(each.as_error("shop/beside")) for each in policies_do_not_undo_each_other(objects)]


def web(scope: Construct, **settings: Any) -> SidecarPod:
    resources = Resources(cpu="50m", memory="64Mi")
    main = Container("web", image="example.com/web:1", ports={"http": 8080}, resources=resources)
    return SidecarPod(scope, "web", main=main, **settings)


def found(spec: dict[str, Any], *, narrowed: bool = True, **metadata: str) -> list[str]:
    chart = Chart(App(), "shop", namespace="shop")
    pattern = web(chart)
    if narrowed:
        pattern.network.allow_from("gateway", ports=["http"])
    add(chart, "beside", spec, **metadata)
    return lines_of(template_of(chart))


def ingress(*rules: dict[str, Any], select: dict[str, Any] = WEB) -> dict[str, Any]:
    return {"podSelector": select, "policyTypes": ["Ingress"], "ingress": list(rules)}


FIX = "Policies add up: say it by network.allow_from(...) of 'web', or give that network_policy=False."
CLOSES = f"which the policy of 'web' closes. {FIX}"
REOPENS = [
    ({}, "anywhere on any port"),
    ({"ports": [{"port": 8080}]}, "anywhere on 8080/TCP (http)"),
    ({"ports": [{"port": "http"}]}, "anywhere on 8080/TCP (http)"),
    ({"ports": [{"port": 8000, "endPort": 9000}]}, "anywhere on 8000-9000/TCP"),
    ({"ports": [{"protocol": "UDP"}]}, "anywhere on any UDP port"),
    ({"from": [{"podSelector": {}}], "ports": [{"port": 8080}]}, "all pods on 8080/TCP (http)"),
    ({"from": [{"podSelector": {"matchLabels": {"app": "x"}}}], "ports": [{"port": 8080}]}, "pods app=x on 8080/TCP (http)"),
    (
        {"from": [{"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "other"}}}]},
        "all pods of namespace other on any port",
    ),
    ({"from": [{"namespaceSelector": {"matchLabels": {"team": "a"}}}]}, "all pods of namespaces team=a on any port"),
    ({"from": [{"namespaceSelector": {}}]}, "all pods of every namespace on any port"),
    (
        {"from": [{"ipBlock": {"cidr": "10.0.0.0/8", "except": ["10.1.0.0/16"]}}]},
        "10.0.0.0/8 without 10.1.0.0/16 on any port",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "admitted"), REOPENS)
def test_a_policy_that_reopens_what_a_patterns_own_closes_is_an_error(rule: dict[str, Any], admitted: str) -> None:
    for select in (WEB, EVERYBODY):
        assert found(ingress(rule, select=select)) == [
            f"shop/beside NetworkPolicy 'beside': it admits from {admitted}, {CLOSES}"
        ]


def test_a_port_that_the_pattern_does_not_have_is_closed_too() -> None:
    (line,) = found(ingress({"ports": [{"port": 9000}]}), narrowed=False)

    assert line.startswith("shop/beside NetworkPolicy 'beside': it admits from anywhere on 9000/TCP, which the policy")


def test_a_policy_that_narrows_nothing_is_an_error() -> None:
    """The book's `block-one-ip`, beside a policy that admits everybody."""
    block = {"ipBlock": {"cidr": "0.0.0.0/0", "except": ["192.0.2.7/32"]}}

    lines = found(ingress({"from": [block], "ports": [{"port": "http"}]}), narrowed=False)

    assert lines == [
        "shop/beside NetworkPolicy 'beside': it narrows nothing, for the policy of 'web' admits from "
        f"anywhere on 8080/TCP (http). {FIX}"
    ]


@pytest.mark.parametrize(
    "spec",
    [
        ingress(),
        ingress(select=EVERYBODY),
        ingress({}, select={"matchLabels": {NAME: "other"}}),
        ingress({"from": [{"podSelector": {"matchLabels": {NAME: "gateway"}}}], "ports": [{"port": 8080}]}),
        ingress({"from": [{"podSelector": {"matchLabels": {NAME: "gateway"}}}], "ports": [{"port": "http"}]}),
        ingress({"ports": [{"port": "https"}]}),
        {"podSelector": EVERYBODY, "policyTypes": ["Egress"], "egress": [{"ports": [{"port": 443}]}]},
    ],
    ids=["closes", "closes-all", "others", "the-same", "the-same-by-name", "no-such-port", "other-direction"],
)
def test_a_policy_that_says_nothing_else_stands_beside(spec: dict[str, Any]) -> None:
    assert found(spec) == []


def test_a_policy_of_another_namespace_is_about_other_pods() -> None:
    assert found(ingress({}), namespace="other") == []


def test_ways_out_are_compared_where_both_close_them() -> None:
    chart = Chart(App(), "shop", namespace="shop")
    web(chart).network.allow_to(Peer.block("192.0.2.0/24"), ports=[443])
    add(chart, "out", {"podSelector": {}, "policyTypes": ["Egress"], "egress": [{"ports": [{"port": "sql"}]}]})

    (line,) = lines_of(template_of(chart))

    assert line == (
        "shop/beside NetworkPolicy 'out': it admits to anywhere on sql/TCP, which the policy of 'web' closes. "
        "Policies add up: say it by network.allow_to(...) of 'web', or give that network_policy=False."
    )


def test_pods_without_a_policy_of_the_library_are_left_to_the_user() -> None:
    chart = Chart(App(), "shop", namespace="shop")
    web(chart, network_policy=False)
    add(chart, "one", ingress({}))
    add(chart, "other", ingress({"ports": [{"port": 8080}]}))

    assert lines_of(template_of(chart)) == []


def test_workers_of_a_queue_whose_names_go_on_with_their_content_have_policies_of_their_own() -> None:
    chart = Chart(App(), "shop", namespace="shop")
    resources = Resources(cpu="50m", memory="64Mi")
    worker = Container("worker", image="example.com/work:1", resources=resources)
    queue = WorkQueue(
        chart,
        "work",
        queue=RedisQueue(storage="1Gi", password=SecretKey("work-queue", "password")),
        items=["a"],
        worker=worker,
    )
    assert queue.server is not None
    queue.server.network.allow_from(queue, "work-load", ports=["redis"])

    assert lines_of(template_of(chart)) == []
    add(chart, "beside", ingress({"ports": [{"port": "redis"}]}, select=EVERYBODY))
    (line,) = lines_of(template_of(chart))
    assert line.startswith(
        "shop/beside NetworkPolicy 'beside': it admits from anywhere on 6379/TCP (redis), which the policy of "
        "'work-queue' closes."
    )


def test_policies_of_other_api_groups_are_not_read() -> None:
    chart = Chart(App(), "shop", namespace="shop")
    web(chart)
    data = policy({"selector": "all()"}, name="calico") | {"apiVersion": "crd.projectcalico.org/v1"}
    Manifest(chart, "calico", objects=[data])

    assert lines_of(template_of(chart)) == []


def test_policies_that_others_wrote_add_up_as_they_mean_it() -> None:
    labels = {"app": "web"}
    template = {"metadata": {"labels": labels}, "spec": {"containers": [{"name": "a", "image": "a:1"}]}}
    deployment = {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": "web"},
        "spec": {"selector": {"matchLabels": labels}, "template": template},
    }
    closed = policy(ingress(select=EVERYBODY), name="deny")
    opened = policy(ingress({"ports": [{"port": 80}]}, select={"matchLabels": labels}), name="web")

    assert list(policies_do_not_undo_each_other(ChartObjects([deployment, closed, opened]))) == []


def test_it_is_found_at_synth_in_both_apps_for_objects_of_any_construct() -> None:
    own, plain = App(), cdk8s.App()
    for chart in (Chart(own, "shop"), cdk8s.Chart(plain, "shop")):
        web(chart)
        cdk8s.ApiObject(
            chart,
            "beside",
            api_version="networking.k8s.io/v1",
            kind="NetworkPolicy",
            metadata=cdk8s.ApiObjectMetadata(name="beside"),
        ).add_json_patch(cdk8s.JsonPatch.add("/spec", ingress({})))
    message = (
        "shop/beside NetworkPolicy 'beside': it admits from anywhere on any port, which the policy of 'web' closes"
    )

    with pytest.raises(ManifestError, match=re.escape(message)):
        own.render()
    with pytest.raises(RuntimeError, match=re.escape(message)):
        plain.synth()


@settings(max_examples=100)
@given(policies())
def test_a_finding_is_a_connection_that_one_of_the_two_admits_in_vain(drawn: dict[str, Any]) -> None:
    chart = Chart(App(), "shop", namespace="shop")
    pattern = web(chart)
    pattern.network.allow_from("gateway", ports=["http"])
    add(chart, "beside", drawn["spec"])

    template = template_of(chart)
    lines = lines_of(template)

    (deployment,) = template.find_resources("Deployment")
    (pod,) = pods_of(deployment)
    (own,) = template.find_resources("NetworkPolicy", {"metadata": {"name": "web"}})
    (beside,) = template.find_resources("NetworkPolicy", {"metadata": {"name": "beside"}})
    ours = rules_of(own, "Ingress", pod)
    theirs = rules_of(beside, "Ingress", pod)
    differs = bool(uncovered(ours, theirs) or uncovered(theirs, on_ports_of(ours, theirs)))
    assert bool(lines) == (selects(beside, pod) and isolates(beside, "Ingress") and differs)
