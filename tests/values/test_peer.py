"""Peers: who is at the other end of a connection."""

import re
from collections.abc import Callable
from ipaddress import ip_network

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from k8spatterns_lib import App, Chart, Container, Namespace, Peer, PodsRef, Resources, SettingError, SidecarPod
from k8spatterns_lib.manifests.network.network_policy_spec import PolicyPort, PolicyRule, network_policy
from k8spatterns_lib.manifests.schema import schema_findings
from k8spatterns_lib.values.kubernetes_version import SUPPORTED
from k8spatterns_lib.values.peer import BlockSource, PodSource
from tests.strategies.network_strategies import peers

NAME = "app.kubernetes.io/name"


@given(peers())
def test_equal_peers_are_equal_and_hash_alike(peer: Peer) -> None:
    copy = attrs.evolve(peer)

    assert copy == peer
    assert hash(copy) == hash(peer)


@given(st.lists(peers(), min_size=1, max_size=4), st.sampled_from([None, "shop"]))
def test_every_peer_fits_the_strict_schema(given_peers: list[Peer], namespace: str | None) -> None:
    rules = [PolicyRule(tuple(given_peers), (PolicyPort(80),))]

    policy = network_policy("a", select={"a": "b"}, ingress=rules, egress=rules, namespace=namespace)

    for version in (SUPPORTED[0], SUPPORTED[-1]):
        assert schema_findings(policy, version) == []


@given(st.integers(0, 2**32 - 1), st.integers(0, 32))
def test_a_block_is_one_whose_text_is_written_as_networks_are(address: int, length: int) -> None:
    network = ip_network((address >> (32 - length) << (32 - length), length))

    assert Peer.block(str(network)).source == BlockSource(str(network), ())


def test_a_single_address_is_a_block_of_one() -> None:
    assert Peer.block("192.0.2.7") == Peer.block("192.0.2.7/32")
    assert Peer.block("2001:DB8:0::/32") == Peer.block("2001:db8::/32")


def test_pods_are_named_by_pattern_labels_reference_and_construct() -> None:
    chart = Chart(App(), "shop", namespace="shop")
    main = Container("web", image="example.com/web:1", resources=Resources(cpu="50m", memory="64Mi"))
    web = SidecarPod(chart, "web", main=main)

    by_name, by_labels = Peer.pods("web"), Peer.pods({NAME: "web"})

    assert by_name == by_labels == Peer.pods(PodsRef({NAME: "web"})) == Peer.pods(PodsRef.named("web"))
    assert Peer.pods(web) == Peer.pods("web", namespace="shop")
    assert Peer.pods(web, namespace="other").source == PodSource(((NAME, "web"),), "other", None)


def test_a_namespace_is_named_by_name_and_by_construct() -> None:
    space = Namespace(Chart(App(), "shop"), "space", name="monitoring")

    assert Peer.namespace(space) == Peer.namespace("monitoring") == Peer.namespace(space.namespace_ref)


REFUSED: list[tuple[Callable[[], object], str]] = [
    (lambda: Peer("web"), "Peer: this is no peer, got 'web'. Use Peer.pods and its like."),  # type: ignore[arg-type]
    (lambda: Peer.pods(5), "Peer.pods: this stands for no pods, got 5. Give a pattern's name, labels, a PodsRef or"),  # type: ignore[arg-type]
    (lambda: Peer.pods({}), "PodsRef: pods are found by labels, got {}. Write"),
    (lambda: Peer.pods({"a b": "c"}), "labels: label must be a label key, got 'a b'."),
    (lambda: Peer.pods("A/b"), "PodsRef: name must be a label value, got 'A/b'."),
    (
        lambda: Peer.pods("web", namespace="a", namespace_labels={"b": "c"}),
        "Peer.pods: a namespace by name or by labels, got {'namespace': 'a', 'namespace_labels': {'b': 'c'}}.",
    ),
    (lambda: Peer.pods("web", namespace="A"), "Peer.pods: namespace must be a DNS label, got 'A'."),
    (lambda: Peer.pods("web", namspace="a"), "Peer.pods 'web': there is no setting 'namspace', got 'a'."),  # type: ignore[call-arg]
    (
        lambda: Peer.namespace(5),  # type: ignore[arg-type]
        "Peer.namespace: this stands for no Namespace, got 5. Give its name, a NamespaceRef or a construct.",
    ),
    (lambda: Peer.namespaces("a"), "labels: labels must be a mapping, got 'a'."),  # type: ignore[arg-type]
    (
        lambda: Peer.block("10.0.0.1/8"),
        "Peer.block: a block of addresses is needed, got '10.0.0.1/8'. Write \"10.0.0.0/8\" (10.0.0.1/8 has host bits",
    ),
    (lambda: Peer.block("example.com"), "Peer.block: a block of addresses is needed, got 'example.com'."),
    (lambda: Peer.block(167772160), 'Peer.block: a block of addresses is needed, got 167772160. Write "10.0.0.0/8".'),  # type: ignore[arg-type]
    (
        lambda: Peer.block("10.0.0.0/8", excluding="10.1.0.0/16"),
        "Peer.block: excluding must be a list, got '10.1.0.0/16'.",
    ),
    (
        lambda: Peer.block("10.0.0.0/8", excluding=["11.0.0.0/16"]),
        "Peer.block: what is excluded must be inside 10.0.0.0/8, got '11.0.0.0/16'. Exclude smaller blocks of it.",
    ),
    (
        lambda: Peer.block("10.0.0.0/8", excluding=["10.0.0.0/8"]),
        "Peer.block: what is excluded must be inside 10.0.0.0/8, got '10.0.0.0/8'.",
    ),
    (
        lambda: Peer.block("10.0.0.0/8", excluding=["2001:db8::/33"]),
        "Peer.block: what is excluded must be inside 10.0.0.0/8, got '2001:db8::/33'.",
    ),
]


@pytest.mark.parametrize(("make", "message"), REFUSED)
def test_a_wrong_peer_is_refused(make: Callable[[], object], message: str) -> None:
    with pytest.raises(SettingError, match=f"^{re.escape(message)}"):
        make()
