"""No NetworkPolicy of a chart stands beside a pattern's own and undoes it, or has no effect.

Policies add up: one that stands beside a pattern's own can not narrow it, and what it admits,
the pattern's own closes in vain. Policies that others wrote for pods of others are left alone:
to let one admit what another closes is how they are used.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from k8spatterns_lib.manifests.checks.chart_objects import ChartObjects
from k8spatterns_lib.manifests.checks.label_selector import LabelSelector
from k8spatterns_lib.manifests.checks.pod_view import PodView
from k8spatterns_lib.manifests.finding import Finding
from k8spatterns_lib.manifests.network.network_coverage import on_ports_of, uncovered
from k8spatterns_lib.manifests.network.network_rules import (
    DIRECTIONS,
    Direction,
    isolates,
    names_of_ports,
    rules_of,
)
from k8spatterns_lib.manifests.network.network_rules import Rule as NetworkRule
from k8spatterns_lib.manifests.network.network_text import rule_text
from k8spatterns_lib.manifests.objects.labels import MANAGED_BY, MANAGER, NAME
from k8spatterns_lib.manifests.objects.plain_data import map_at, name_of, namespace_of
from k8spatterns_lib.manifests.rule import Rule

BESIDE: Final = Rule(
    id="network-policy/beside",
    demands="a network policy must not say something else than a pattern's own does for the same pods",
    reason="Policies add up: a second one can not narrow the first, and what it admits the first closes in vain.",
    fix="Say it by pattern.network, or give the pattern network_policy=False.",
    source='Kubernetes docs, "Network Policies" (policies are additive)',
)
RULES: Final = (BESIDE,)

Policy = Mapping[str, Any]


def policies_do_not_undo_each_other(objects: ChartObjects) -> Iterator[Finding]:
    """Each policy for a pattern's pods is the pattern's own, closes everything, or says what that says."""
    policies = objects.of("networking.k8s.io", "NetworkPolicy")
    own = {(namespace_of(each), name_of(each)): each for each in policies if _is_own(each)}
    if not own or len(own) == len(policies):
        return
    for other in policies:
        if _is_own(other):
            continue
        for pod in objects.selected(LabelSelector.of(map_at(other, "spec", "podSelector")), namespace_of(other)):
            named = pod.labels.get(NAME)
            first = own.get((pod.namespace, named)) if isinstance(named, str) else None
            if first is not None:
                yield from _check(first, other, pod)


def _is_own(policy: Policy) -> bool:
    """Tell whether a pattern made the policy for its pods: both are called alike."""
    selector = {"matchLabels": {NAME: name_of(policy)}}
    made_here = map_at(policy, "metadata", "labels").get(MANAGED_BY) == MANAGER
    return made_here and map_at(policy, "spec").get("podSelector") == selector


def _check(own: Policy, other: Policy, pod: PodView) -> Iterator[Finding]:
    for direction in DIRECTIONS:
        if not isolates(own, direction) or not isolates(other, direction):
            continue
        ours, theirs = rules_of(own, direction, pod), rules_of(other, direction, pod)
        whose = f"the policy of {name_of(own)!r}"
        if more := uncovered(ours, theirs):
            what = f"it admits {_told(more[0], direction, own, pod)}, which {whose} closes"
        elif less := uncovered(theirs, on_ports_of(ours, theirs)):
            what = f"it narrows nothing, for {whose} admits {_told(less[0], direction, own, pod)}"
        else:
            continue
        yield Finding(BESIDE, other, path=("spec", direction.lower()), what=what, fix=_fix(own, direction))


def _told(rule: NetworkRule, direction: Direction, own: Policy, pod: PodView) -> str:
    names = names_of_ports(pod) if direction == "Ingress" else {}
    side = "from" if direction == "Ingress" else "to"
    return f"{side} {rule_text(rule, namespace=namespace_of(own), names=names)}"


def _fix(own: Policy, direction: Direction) -> str:
    call = "allow_from" if direction == "Ingress" else "allow_to"
    return f"Policies add up: say it by network.{call}(...) of {name_of(own)!r}, or give that network_policy=False."
