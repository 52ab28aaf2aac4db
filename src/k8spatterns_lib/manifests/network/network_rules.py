"""What a NetworkPolicy admits, as rules that can be told and compared.

Policies add up: what all those of a pod admit together is the union of their rules.

Source: Kubernetes API reference, NetworkPolicySpec v1 networking.k8s.io; Kubernetes docs,
"Network Policies" ("The two sorts of pod isolation").
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, Literal

import attrs

from k8spatterns_lib.manifests.checks.label_selector import LabelSelector
from k8spatterns_lib.manifests.checks.pod_view import PodView
from k8spatterns_lib.manifests.network.label_requirements import Requirement, Requirements, requirements_of
from k8spatterns_lib.manifests.network.network_policy_spec import NAMESPACE_NAME
from k8spatterns_lib.manifests.objects.plain_data import map_at, maps_at, namespace_of, text_at

Direction = Literal["Ingress", "Egress"]
DIRECTIONS: Final[tuple[Direction, Direction]] = ("Ingress", "Egress")
LAST_PORT: Final = 65535
PROTOCOLS: Final = ("TCP", "UDP", "SCTP")
_FIELDS: Final[Mapping[Direction, tuple[str, str]]] = {"Ingress": ("ingress", "from"), "Egress": ("egress", "to")}


@attrs.frozen
class PodGroup:
    """Pods by their labels and those of their namespace."""

    pods: Requirements
    namespaces: Requirements


@attrs.frozen
class AddressBlock:
    """A block of addresses, without some blocks inside it."""

    block: str
    excluding: tuple[str, ...]


Source = PodGroup | AddressBlock | None
"""Who is at the other end; None: anybody."""


@attrs.frozen(order=True)
class PortSpan:
    """Ports of a protocol: a range of numbers, or a name that only the other end can resolve."""

    protocol: str
    first: int = 1
    last: int = LAST_PORT
    name: str = ""


ALL_PORTS: Final = tuple(PortSpan(each) for each in PROTOCOLS)


@attrs.frozen
class Rule:
    """Who may connect, and on which ports."""

    source: Source
    ports: tuple[PortSpan, ...]


def selects(policy: Mapping[str, Any], pod: PodView) -> bool:
    """Tell whether a policy is about pods; both are of one namespace."""
    return LabelSelector.of(map_at(policy, "spec", "podSelector")).takes(pod.labels)


def isolates(policy: Mapping[str, Any], direction: Direction) -> bool:
    """Tell whether a policy closes a direction, but for what it admits."""
    spec = map_at(policy, "spec")
    types = spec.get("policyTypes")
    if types and isinstance(types, (list, tuple)):
        return direction in types
    return direction == "Ingress" or bool(spec.get("egress"))


def rules_of(policy: Mapping[str, Any], direction: Direction, pod: PodView) -> tuple[Rule, ...]:
    """Return what a policy admits, for pods that it is about, in a direction that it closes.

    Ports of the pods themselves are numbers; a name that they do not have admits nothing.
    """
    field, side = _FIELDS[direction]
    named = _ports_by_name(pod) if direction == "Ingress" else None
    own = namespace_of(policy) or ""
    found: list[Rule] = []
    for entry in maps_at(map_at(policy, "spec"), field):
        ports = _ports(maps_at(entry, "ports"), named)
        if ports:
            found.extend(Rule(source, ports) for source in _sources(maps_at(entry, side), own))
    return tuple(found)


def names_of_ports(pod: PodView) -> dict[tuple[int, str], str]:
    """Return the names of a pod's ports by number and protocol."""
    return {(number, protocol): name for name, number, protocol in _container_ports(pod)}


def _sources(peers: Sequence[Mapping[str, Any]], own: str) -> Iterator[Source]:
    if not peers:
        yield None
    for peer in peers:
        if "ipBlock" in peer:
            block = map_at(peer, "ipBlock")
            cut = block.get("except")
            yield AddressBlock(text_at(block, "cidr"), tuple(map(str, cut)) if isinstance(cut, (list, tuple)) else ())
            continue
        named = frozenset({Requirement(NAMESPACE_NAME, "In", (own,))})
        chosen = requirements_of(map_at(peer, "namespaceSelector")) if "namespaceSelector" in peer else named
        yield PodGroup(requirements_of(map_at(peer, "podSelector")), chosen)


def _ports(
    ports: Sequence[Mapping[str, Any]], named: Mapping[tuple[str, str], set[int]] | None
) -> tuple[PortSpan, ...]:
    if not ports:
        return ALL_PORTS
    found: list[PortSpan] = []
    for each in ports:
        protocol, port = text_at(each, "protocol") or "TCP", each.get("port")
        if port is None:
            found.append(PortSpan(protocol))
        elif isinstance(port, int):
            last = each.get("endPort")
            found.append(PortSpan(protocol, port, last if isinstance(last, int) else port))
        elif named is None:
            found.append(PortSpan(protocol, 0, 0, str(port)))
        else:
            found.extend(PortSpan(protocol, number, number) for number in sorted(named.get((str(port), protocol), ())))
    return tuple(found)


def _ports_by_name(pod: PodView) -> dict[tuple[str, str], set[int]]:
    found: dict[tuple[str, str], set[int]] = {}
    for name, number, protocol in _container_ports(pod):
        found.setdefault((name, protocol), set()).add(number)
    return found


def _container_ports(pod: PodView) -> Iterator[tuple[str, int, str]]:
    """Yield name, number and protocol of the ports that have a name."""
    for container in pod.containers:
        for port in maps_at(container.data, "ports"):
            number = port.get("containerPort")
            if text_at(port, "name") and isinstance(number, int):
                yield text_at(port, "name"), number, text_at(port, "protocol") or "TCP"
