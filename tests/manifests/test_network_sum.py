"""The sum of policies is what Kubernetes says: the union of what each of them admits."""

from collections.abc import Mapping, Sequence
from ipaddress import ip_address, ip_network
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from k8spatterns_lib.manifests.checks.pod_view import PodView, pods_of
from k8spatterns_lib.manifests.network.label_requirements import matches
from k8spatterns_lib.manifests.network.network_coverage import on_ports_of, uncovered
from k8spatterns_lib.manifests.network.network_rules import (
    DIRECTIONS,
    AddressBlock,
    Direction,
    PodGroup,
    PortSpan,
    Rule,
    Source,
    isolates,
    rules_of,
)
from k8spatterns_lib.manifests.network.network_sum import network_sum
from tests.strategies.network_strategies import policies, policy_ports, small_addresses, small_blocks, small_labels

NAMES = {("one", "TCP"): 1, ("two", "UDP"): 2}
SPACE = "kubernetes.io/metadata.name"
FIELDS = {"Ingress": ("ingress", "from"), "Egress": ("egress", "to")}

Remote = Mapping[str, Any]
"""A pod's labels with those of its namespace, or an address."""


def pods(labels: Mapping[str, str]) -> PodView:
    ports = [
        {"containerPort": number, "name": name, "protocol": protocol} for (name, protocol), number in NAMES.items()
    ]
    template = {"metadata": {"labels": dict(labels)}, "spec": {"containers": [{"name": "a", "ports": ports}]}}
    metadata = {"name": "web", "namespace": "shop"}
    owner = {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": metadata, "spec": {"template": template}}
    return pods_of(owner)[0]


# What Kubernetes' documentation says, straight from the objects: no rules, no spans, no sums.


def selects(selector: Mapping[str, Any], labels: Mapping[str, str]) -> bool:
    if any(labels.get(key) != value for key, value in selector.get("matchLabels", {}).items()):
        return False
    for each in selector.get("matchExpressions", ()):
        value, operator = labels.get(each["key"]), each["operator"]
        good = {
            "In": value in each.get("values", ()),
            "NotIn": value not in each.get("values", ()),
            "Exists": value is not None,
            "DoesNotExist": value is None,
        }
        if not good[operator]:
            return False
    return True


def is_peer(peer: Mapping[str, Any], remote: Remote, own: str) -> bool:
    if "ipBlock" in peer:
        if "address" not in remote:
            return False
        address, block = ip_address(remote["address"]), peer["ipBlock"]
        cut = any(address in ip_network(each) for each in block.get("except", ()))
        return address in ip_network(block["cidr"]) and not cut
    if "address" in remote:
        return False
    if "namespaceSelector" in peer:
        if not selects(peer["namespaceSelector"], remote["namespace"]):
            return False
    elif remote["namespace"][SPACE] != own:
        return False
    return selects(peer.get("podSelector", {}), remote["pod"])


def is_port(entry: Mapping[str, Any], port: int, protocol: str, *, ingress: bool) -> bool:
    if entry.get("protocol", "TCP") != protocol:
        return False
    wanted = entry.get("port")
    if wanted is None:
        return True
    if isinstance(wanted, str):
        # Names of ports elsewhere are those of the pods there, which this small world does not have.
        return ingress and NAMES.get((wanted, protocol)) == port
    return bool(wanted <= port <= entry.get("endPort", wanted))


def admits(policy: Mapping[str, Any], direction: Direction, remote: Remote, port: int, protocol: str) -> bool:
    field, side = FIELDS[direction]
    for rule in policy["spec"].get(field, ()):
        peers, ports = rule.get(side) or (), rule.get("ports") or ()
        own = policy["metadata"]["namespace"]
        good_peer = not peers or any(is_peer(each, remote, own) for each in peers)
        good_port = not ports or any(is_port(each, port, protocol, ingress=direction == "Ingress") for each in ports)
        if good_peer and good_port:
            return True
    return False


def is_closed(policy: Mapping[str, Any], direction: Direction) -> bool:
    types = policy["spec"].get("policyTypes")
    if types is None:
        return direction == "Ingress" or bool(policy["spec"].get("egress"))
    return direction in types


# The same questions to the library's answers.


def is_source(source: Source, remote: Remote) -> bool:
    if source is None:
        return True
    if isinstance(source, PodGroup):
        return (
            "pod" in remote and matches(source.pods, remote["pod"]) and matches(source.namespaces, remote["namespace"])
        )
    if "address" not in remote:
        return False
    address = ip_address(remote["address"])
    return address in ip_network(source.block) and not any(address in ip_network(each) for each in source.excluding)


def in_spans(spans: Sequence[PortSpan], port: int, protocol: str) -> bool:
    return any(each.protocol == protocol and not each.name and each.first <= port <= each.last for each in spans)


def remotes() -> st.SearchStrategy[Remote]:
    of_pods = st.builds(
        lambda pod, namespace, name: {"pod": pod, "namespace": {**namespace, SPACE: name}},
        small_labels,
        small_labels,
        st.sampled_from(["shop", "other"]),
    )
    return of_pods | small_addresses.map(lambda each: {"address": each})


ends = st.tuples(remotes(), st.integers(1, 10), st.sampled_from(["TCP", "UDP", "SCTP"]))


@settings(max_examples=400)
@given(st.lists(policies(), max_size=4), small_labels, st.sampled_from(DIRECTIONS), ends)
def test_the_sum_of_policies_is_the_union_of_what_each_admits(
    listed: list[dict[str, Any]], labels: dict[str, str], direction: Direction, end: tuple[Remote, int, str]
) -> None:
    remote, port, protocol = end

    found = network_sum(pods(labels), listed, direction)

    closing = [
        each
        for each in listed
        if each["metadata"]["namespace"] == "shop"
        and is_closed(each, direction)
        and selects(each["spec"]["podSelector"], labels)
    ]
    wanted = not closing or any(admits(each, direction, remote, port, protocol) for each in closing)
    got = not found.policies or any(
        is_source(each.source, remote) and in_spans(each.ports, port, protocol) for each in found.admissions
    )
    assert got == wanted


@settings(max_examples=400)
@given(policies(), policies(), st.sampled_from(DIRECTIONS), ends)
def test_what_is_covered_is_admitted(
    one: dict[str, Any], other: dict[str, Any], direction: Direction, end: tuple[Remote, int, str]
) -> None:
    """If the library says that one policy admits all that the other does, no connection shows the contrary."""
    remote, port, protocol = end
    mine, theirs = (rules_of(each, direction, pods({})) for each in (one, other))

    left = uncovered(mine, theirs)

    admitted = admits(other, direction, remote, port, protocol) and not admits(one, direction, remote, port, protocol)
    assert not admitted or any(is_source(each.source, remote) and in_spans(each.ports, port, protocol) for each in left)


@settings(max_examples=200)
@given(policies(small_blocks()), policies(small_blocks()))
def test_coverage_of_addresses_and_ports_is_exact(one: dict[str, Any], other: dict[str, Any]) -> None:
    mine, theirs = (rules_of(each, "Ingress", pods({})) for each in (one, other))
    remotes = [{"address": f"10.0.0.{last}"} for last in range(16)] + [{"address": "192.0.2.1"}]

    open_to_the_other_alone = [
        (remote, port, protocol)
        for remote in remotes
        for port in range(1, 11)
        for protocol in ("TCP", "UDP", "SCTP")
        if admits(other, "Ingress", remote, port, protocol) and not admits(one, "Ingress", remote, port, protocol)
    ]

    assert bool(uncovered(mine, theirs)) == bool(open_to_the_other_alone)


@given(policies(), st.sampled_from(DIRECTIONS))
def test_rules_cover_themselves(policy: dict[str, Any], direction: Direction) -> None:
    rules = rules_of(policy, direction, pods({}))

    assert uncovered(rules, rules) == []


@given(
    policies(), st.lists(policy_ports(), min_size=1, max_size=3), st.integers(1, 10), st.sampled_from(["TCP", "UDP"])
)
def test_rules_can_be_cut_to_the_ports_of_others(
    policy: dict[str, Any], ports: list[dict[str, Any]], port: int, protocol: str
) -> None:
    rules = rules_of(policy, "Ingress", pods({}))
    spec = {"podSelector": {}, "ingress": [{"ports": ports}]}
    others = rules_of({"metadata": {}, "spec": spec}, "Ingress", pods({}))

    cut = on_ports_of(rules, others)

    wanted = any(in_spans(each.ports, port, protocol) for each in rules) and any(
        in_spans(each.ports, port, protocol) for each in others
    )
    assert any(in_spans(each.ports, port, protocol) for each in cut) == wanted


def test_blocks_that_touch_cover_a_larger_one() -> None:
    halves = [Rule(AddressBlock(each, ()), (PortSpan("TCP", 80, 80),)) for each in ("10.0.0.0/9", "10.128.0.0/9")]
    whole = Rule(AddressBlock("10.0.0.0/8", ()), (PortSpan("TCP", 80, 80),))
    other = Rule(AddressBlock("2001:db8::/32", ()), (PortSpan("TCP", 80, 80),))

    assert uncovered(halves, [whole]) == []
    assert uncovered(halves[:1], [whole]) == [whole]
    assert uncovered(halves, [other]) == [other]


@pytest.mark.parametrize(
    ("spans", "covered"),
    [
        ([(80, 90)], True),
        ([(80, 85), (86, 90)], True),
        ([(1, 82), (81, 88), (85, 100)], True),
        ([(80, 80)], False),
        ([(80, 85), (87, 90)], False),
        ([(81, 90)], False),
        ([(80, 89)], False),
        ([], False),
    ],
)
def test_a_range_of_ports_is_covered_without_a_gap(spans: list[tuple[int, int]], *, covered: bool) -> None:
    rules = [Rule(None, (PortSpan("TCP", *each),)) for each in spans]
    wanted = Rule(None, (PortSpan("TCP", 80, 90),))

    assert uncovered(rules, [wanted]) == ([] if covered else [wanted])


def test_a_named_port_elsewhere_is_covered_by_its_name_or_by_a_whole_protocol() -> None:
    named = Rule(None, (PortSpan("TCP", 0, 0, "sql"),))

    assert uncovered([named], [named]) == []
    assert uncovered([Rule(None, (PortSpan("TCP"),))], [named]) == []
    assert uncovered([Rule(None, (PortSpan("TCP", 1, 70),))], [named]) == [named]
    assert uncovered([Rule(None, (PortSpan("UDP"),))], [named]) == [named]


@pytest.mark.parametrize(
    ("spec", "ingress", "egress"),
    [
        ({}, True, False),
        ({"egress": [{}]}, True, True),
        ({"egress": []}, True, False),
        ({"policyTypes": ["Egress"]}, False, True),
    ],
)
def test_which_directions_a_policy_closes(spec: dict[str, Any], *, ingress: bool, egress: bool) -> None:
    policy = {"metadata": {}, "spec": {"podSelector": {}, **spec}}

    assert (isolates(policy, "Ingress"), isolates(policy, "Egress")) == (ingress, egress)
