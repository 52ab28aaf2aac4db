"""What all policies of a pod admit together.

Pods that no policy is about may be reached by anybody and go anywhere. From the first policy
on, only what one of them admits is open: the sum is the union of their rules.

Source: Kubernetes docs, "Network Policies" ("The two sorts of pod isolation").
"""

from collections.abc import Iterable, Mapping
from typing import Any

import attrs

from k8spatterns_lib.manifests.checks.pod_view import PodView
from k8spatterns_lib.manifests.network.network_rules import (
    Direction,
    PortSpan,
    Source,
    isolates,
    rules_of,
    selects,
)
from k8spatterns_lib.manifests.objects.plain_data import name_of, namespace_of


@attrs.frozen
class Admission:
    """Who may connect, on which ports, and the policies that say so."""

    source: Source
    ports: tuple[PortSpan, ...]
    policies: tuple[str, ...]


@attrs.frozen
class Sum:
    """What is open in one direction.

    Attributes:
        policies: The policies that close it, but for what they admit; none: all is open.
        admissions: What they admit; no two have one source.
    """

    policies: tuple[str, ...]
    admissions: tuple[Admission, ...]


def network_sum(pod: PodView, policies: Iterable[Mapping[str, Any]], direction: Direction) -> Sum:
    """Return what policies admit together, for pods, in one direction."""
    about = [
        each
        for each in policies
        if namespace_of(each) == pod.namespace and isolates(each, direction) and selects(each, pod)
    ]
    found: dict[Source, tuple[set[PortSpan], dict[str, None]]] = {}
    for policy in about:
        for rule in rules_of(policy, direction, pod):
            ports, names = found.setdefault(rule.source, (set(), {}))
            ports.update(rule.ports)
            names[name_of(policy)] = None
    admissions = [Admission(source, _smallest(ports), tuple(names)) for source, (ports, names) in found.items()]
    return Sum(tuple(map(name_of, about)), tuple(admissions))


def is_beyond_policies(pod: PodView) -> bool:
    """Tell whether pods share their node's network, where no policy counts."""
    return bool(pod.spec.get("hostNetwork"))


def _smallest(spans: set[PortSpan]) -> tuple[PortSpan, ...]:
    """Return the spans that no other one has in it."""
    return tuple(sorted(each for each in spans if not any(_has(other, each) for other in spans - {each})))


def _has(outer: PortSpan, inner: PortSpan) -> bool:
    same = outer.protocol == inner.protocol and outer.name == inner.name
    return same and outer.first <= inner.first and inner.last <= outer.last
