"""Where pods may run, as Kubernetes writes it.

Source: Kubernetes API reference, Affinity v1 core, Toleration v1 core, TopologySpreadConstraint v1 core.
"""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from k8spatterns_lib.values.scheduling import NodeTerm, PodTerm, Scheduling, Spread, Toleration

_REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution"
_PREFERRED = "preferredDuringSchedulingIgnoredDuringExecution"


@lru_cache(maxsize=1024)
def scheduling_spec(scheduling: Scheduling) -> dict[str, Any]:
    """Return the fields of a pod that say where it may run; shared, so they must not be mutated.

    The spread does not say yet among which pods; `spread_among` does.
    """
    spec: dict[str, Any] = {}
    if scheduling.node_name is not None:
        spec["nodeName"] = scheduling.node_name
    if scheduling.node_selector:
        spec["nodeSelector"] = dict(scheduling.node_selector)
    affinity = _affinity(scheduling)
    if affinity:
        spec["affinity"] = affinity
    if scheduling.tolerations:
        spec["tolerations"] = [_toleration(each) for each in scheduling.tolerations]
    if scheduling.spread:
        spec["topologySpreadConstraints"] = [_spread(each) for each in scheduling.spread]
    return spec


def spread_among(pod: Mapping[str, Any], selector: Mapping[str, str]) -> dict[str, Any]:
    """Return a copy of a pod's spec that spreads it among the pods with the labels of `selector`.

    A constraint without a selector counts no pods, and so spreads nothing.
    """
    spec = dict(pod)
    constraints = spec.get("topologySpreadConstraints")
    if constraints:
        labels = {"matchLabels": dict(selector)}
        spec["topologySpreadConstraints"] = [
            each if "labelSelector" in each else {**each, "labelSelector": labels} for each in constraints
        ]
    return spec


def _spread(spread: Spread) -> dict[str, Any]:
    return {
        "maxSkew": spread.max_skew,
        "topologyKey": spread.topology,
        "whenUnsatisfiable": spread.when_unsatisfiable,
    }


def _toleration(toleration: Toleration) -> dict[str, Any]:
    spec: dict[str, Any] = {} if toleration.key is None else {"key": toleration.key}
    if toleration.value is None:
        spec["operator"] = "Exists"
    else:
        spec["value"] = toleration.value
    if toleration.effect is not None:
        spec["effect"] = toleration.effect
    if toleration.seconds is not None:
        spec["tolerationSeconds"] = toleration.seconds
    return spec


def _affinity(scheduling: Scheduling) -> dict[str, Any]:
    nodes = _node_affinity(scheduling.node_affinity)
    near = _pod_affinity(term for term in scheduling.pod_affinity if not term.apart)
    apart = _pod_affinity(term for term in scheduling.pod_affinity if term.apart)
    named = {"nodeAffinity": nodes, "podAffinity": near, "podAntiAffinity": apart}
    return {key: value for key, value in named.items() if value}


def _node_affinity(terms: Iterable[NodeTerm]) -> dict[str, Any]:
    # One term with all the musts: its expressions are joined by "and", several terms by "or".
    musts: list[dict[str, Any]] = []
    wishes: list[dict[str, Any]] = []
    for term in terms:
        expression: dict[str, Any] = {"key": term.key, "operator": term.operator}
        if term.values:
            expression["values"] = list(term.values)
        if term.weight is None:
            musts.append(expression)
        else:
            wishes.append({"weight": term.weight, "preference": {"matchExpressions": [expression]}})
    spec: dict[str, Any] = {}
    if musts:
        spec[_REQUIRED] = {"nodeSelectorTerms": [{"matchExpressions": musts}]}
    if wishes:
        spec[_PREFERRED] = wishes
    return spec


def _pod_affinity(terms: Iterable[PodTerm]) -> dict[str, Any]:
    musts: list[dict[str, Any]] = []
    wishes: list[dict[str, Any]] = []
    for term in terms:
        spec = {"labelSelector": {"matchLabels": dict(term.labels)}, "topologyKey": term.topology}
        if term.weight is None:
            musts.append(spec)
        else:
            wishes.append({"weight": term.weight, "podAffinityTerm": spec})
    found = {_REQUIRED: musts, _PREFERRED: wishes}
    return {key: value for key, value in found.items() if value}
