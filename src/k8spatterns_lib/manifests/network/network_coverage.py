"""Whether some rules admit all that another one does.

Exact for ports and blocks of addresses. For pods it is told by the demands of their selectors:
where the library can not tell, the answer is no.

Source: Kubernetes docs, "Network Policies" (policies are additive).
"""

from collections.abc import Iterable, Sequence
from ipaddress import IPv4Network, IPv6Network, ip_network

from k8spatterns_lib.manifests.network.label_requirements import takes_in
from k8spatterns_lib.manifests.network.network_rules import LAST_PORT, AddressBlock, PodGroup, PortSpan, Rule, Source

Interval = tuple[int, int]
"""The first and the last of consecutive numbers."""


def uncovered(rules: Sequence[Rule], others: Iterable[Rule]) -> list[Rule]:
    """Return what `others` admit and `rules` together do not, with the ports for which it is so."""
    found = [Rule(other.source, _open_ports(rules, other)) for other in others]
    return [each for each in found if each.ports]


def on_ports_of(rules: Iterable[Rule], others: Iterable[Rule]) -> list[Rule]:
    """Return `rules` as far as they are about ports that `others` name."""
    named = {span for other in others for span in other.ports}
    clipped = [
        Rule(rule.source, tuple(filter(None, (_common(mine, theirs) for mine in rule.ports for theirs in named))))
        for rule in rules
    ]
    return [each for each in clipped if each.ports]


def _common(one: PortSpan, other: PortSpan) -> PortSpan | None:
    if one.protocol != other.protocol or one.name != other.name:
        return None
    first, last = max(one.first, other.first), min(one.last, other.last)
    return PortSpan(one.protocol, first, last, one.name) if first <= last else None


def _open_ports(rules: Sequence[Rule], other: Rule) -> tuple[PortSpan, ...]:
    return tuple(span for span in other.ports if not _covers(rules, other.source, span))


def _covers(rules: Sequence[Rule], source: Source, span: PortSpan) -> bool:
    """Tell whether a source may connect to every port of a span: cut it where a rule begins or ends."""
    spans = [(rule.source, each) for rule in rules for each in rule.ports if each.protocol == span.protocol]
    if span.name:
        admitted = [who for who, each in spans if each.name == span.name or _is_whole(each)]
        return _takes_in(admitted, source)
    starts = {span.first, *(each.first for _, each in spans), *(each.last + 1 for _, each in spans)}
    cuts = sorted(each for each in starts if span.first <= each <= span.last)
    return all(
        _takes_in([who for who, each in spans if not each.name and each.first <= cut <= each.last], source)
        for cut in cuts
    )


def _is_whole(span: PortSpan) -> bool:
    return not span.name and span.first <= 1 and span.last >= LAST_PORT


def _takes_in(admitted: Sequence[Source], source: Source) -> bool:
    """Tell whether whoever is `source` is among those admitted."""
    if any(each is None for each in admitted):
        return True
    if isinstance(source, PodGroup):
        groups = (each for each in admitted if isinstance(each, PodGroup))
        return any(takes_in(each.pods, source.pods) and takes_in(each.namespaces, source.namespaces) for each in groups)
    if source is None:
        return False
    network = _network(source.block)
    if network is None:
        return True  # it admits nobody, and the schema says why
    covering = _joined(
        interval
        for each in admitted
        if isinstance(each, AddressBlock)
        for interval in _intervals(each, network.version)
    )
    intervals = _intervals(source, network.version)
    return all(any(low <= first and last <= high for low, high in covering) for first, last in intervals)


def _network(text: str) -> IPv4Network | IPv6Network | None:
    try:
        return ip_network(text, strict=False)
    except ValueError:
        return None


def _intervals(block: AddressBlock, version: int) -> list[Interval]:
    """Return the addresses of a block as numbers, without what is excluded; none if it is of another family."""
    network = _network(block.block)
    if network is None or network.version != version:
        return []
    left = [(int(network.network_address), int(network.broadcast_address))]
    for each in map(_network, block.excluding):
        if each is not None and each.version == version:
            low, high = int(each.network_address), int(each.broadcast_address)
            cut = [part for first, last in left for part in ((first, min(last, low - 1)), (max(first, high + 1), last))]
            left = [(first, last) for first, last in cut if first <= last]
    return left


def _joined(intervals: Iterable[Interval]) -> list[Interval]:
    """Return the same numbers in intervals that do not touch each other."""
    joined: list[Interval] = []
    for first, last in sorted(intervals):
        if joined and first <= joined[-1][1] + 1:
            joined[-1] = (joined[-1][0], max(joined[-1][1], last))
        else:
            joined.append((first, last))
    return joined
