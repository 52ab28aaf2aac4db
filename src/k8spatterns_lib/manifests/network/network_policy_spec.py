"""NetworkPolicies as Kubernetes writes them.

Source: Kubernetes API reference, NetworkPolicySpec v1 networking.k8s.io.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import attrs

from k8spatterns_lib.values.peer import BlockSource, Peer, PodSource
from k8spatterns_lib.values.port import Port, Protocol

NAMESPACE_NAME: Final = "kubernetes.io/metadata.name"
"""The label that the API server writes on every namespace."""

INGRESS: Final = "Ingress"
EGRESS: Final = "Egress"


@attrs.frozen(order=True)
class PolicyPort:
    """A port of a rule: a number, or the name that the pods which listen give it."""

    port: int | str
    protocol: Protocol = "TCP"


@attrs.frozen
class PolicyRule:
    """Who may connect, on which ports; no ports mean all of them."""

    peers: tuple[Peer, ...]
    ports: tuple[PolicyPort, ...]


def open_policy(name: str, *, select: Mapping[str, str], ports: Iterable[Port]) -> dict[str, Any]:
    """Return a NetworkPolicy that admits anybody to the ports and nobody elsewhere; see `network_policy`."""
    listed = [{"port": number, "protocol": protocol} for number, protocol in _distinct_ports(ports)]
    spec = {
        "podSelector": {"matchLabels": dict(select)},
        "policyTypes": [INGRESS],
        "ingress": [{"ports": listed}] if listed else [],
    }
    return {"apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy", "metadata": {"name": name}, "spec": spec}


def _distinct_ports(ports: Iterable[Port]) -> Iterable[tuple[int, Protocol]]:
    return dict.fromkeys((each.number, each.protocol) for each in ports)


def network_policy(
    name: str,
    *,
    select: Mapping[str, str],
    ingress: Sequence[PolicyRule],
    egress: Sequence[PolicyRule] | None,
    namespace: str | None,
) -> dict[str, Any]:
    """Return a NetworkPolicy.

    Args:
        name: Its name.
        select: The labels of the pods that it is about.
        ingress: Who may reach them; nobody if there is no rule.
        egress: Where they may go; None: anywhere.
        namespace: The policy's own, which its peers need not name.
    """
    spec: dict[str, Any] = {"podSelector": {"matchLabels": dict(select)}, "policyTypes": [INGRESS]}
    spec["ingress"] = [_rule(each, "from", namespace) for each in ingress]
    if egress is not None:
        spec["policyTypes"].append(EGRESS)
        spec["egress"] = [_rule(each, "to", namespace) for each in egress]
    return {"apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy", "metadata": {"name": name}, "spec": spec}


def _rule(rule: PolicyRule, side: str, namespace: str | None) -> dict[str, Any]:
    written: dict[str, Any] = {}
    if rule.peers and all(each.source is not None for each in rule.peers):
        written[side] = _distinct(_peer(each, namespace) for each in rule.peers)
    if rule.ports:
        written["ports"] = [{"port": each.port, "protocol": each.protocol} for each in rule.ports]
    return written


def _distinct(peers: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return each peer once: a name and a construct may mean the same pods."""
    found: list[dict[str, Any]] = []
    found.extend(each for each in peers if each not in found)
    return found


def _peer(peer: Peer, namespace: str | None) -> dict[str, Any]:
    source = peer.source
    if isinstance(source, BlockSource):
        block: dict[str, Any] = {"cidr": source.block}
        if source.excluding:
            block["except"] = list(source.excluding)
        return {"ipBlock": block}
    assert isinstance(source, PodSource)  # noqa: S101 - anybody has no peer, see `_rule`
    written: dict[str, Any] = {}
    if source.namespace_labels is not None:
        written["namespaceSelector"] = _selector(source.namespace_labels)
    elif source.namespace is not None and source.namespace != namespace:
        written["namespaceSelector"] = _selector(((NAMESPACE_NAME, source.namespace),))
    if source.labels is not None or not written:
        written["podSelector"] = _selector(source.labels or ())
    return written


def _selector(labels: Iterable[tuple[str, str]]) -> dict[str, Any]:
    found = dict(labels)
    return {"matchLabels": found} if found else {}
