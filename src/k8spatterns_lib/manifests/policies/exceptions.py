"""Which findings an object gives a reason for, in the annotations that the library writes.

A reason stands in the pod template, where admission policies find it: for the whole pod, for
one container, or for one volume. Only what weakens security can have one; there is none for a
missing limit or an image without a tag.

Source: Kubernetes docs, "Annotations"; `manifests/pods/security_exceptions.py` (the keys).
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

import attrs

from k8spatterns_lib.manifests.checks.chart_objects import ELSEWHERE
from k8spatterns_lib.manifests.checks.pod_view import ContainerAt, PodView
from k8spatterns_lib.manifests.finding import Finding, title_of
from k8spatterns_lib.manifests.objects.plain_data import map_at, maps_at, text_at
from k8spatterns_lib.manifests.pods.security_exceptions import (
    POD,
    container_exception,
    port_exception,
    volume_exceptions,
)
from k8spatterns_lib.manifests.policies import container_policies, object_policies, pod_security_rules

EXCUSABLE: Final = frozenset(
    each.id for each in (*pod_security_rules.RULES, container_policies.READ_ONLY_ROOT, object_policies.NAMESPACE)
)
"""The rules that a reason can be given for."""


@attrs.frozen(eq=False)
class Excused:
    """A finding that the object gives a reason for.

    Args:
        finding: What is weaker.
        annotation: Where the reason stands.
        reason: Why.
    """

    finding: Finding
    annotation: str
    reason: str

    def __str__(self) -> str:
        return f"{title_of(self.finding.data)}: {self.finding.what}: {self.reason} ({self.finding.rule.id})"


def excuse(finding: Finding, pod: PodView | None = None) -> Excused | None:
    """Return the reason that the object itself gives for a finding; None if it gives none.

    Args:
        finding: The finding.
        pod: The pod that it is about. Default: the object has none.
    """
    if finding.rule.id not in EXCUSABLE:
        return None
    annotations = map_at(finding.data, "metadata", "annotations") if pod is None else pod.annotations
    for key in _keys(finding, pod):
        if reason := text_at(annotations, key).strip():
            return Excused(finding, key, reason)
    return None


def elsewhere(data: Mapping[str, Any]) -> str | None:
    """Return where the other end of an object is, if it says that it is in no manifest of its chart."""
    return text_at(map_at(data, "metadata", "annotations"), ELSEWHERE).strip() or None


def _keys(finding: Finding, pod: PodView | None) -> list[str]:
    """Return the annotations that can hold the reason, the nearest first."""
    if pod is None:
        return [POD]
    path = finding.path
    for container in pod.containers:
        if path[: len(container.path)] == container.path:
            ports = [port_exception(each) for each in _ports(finding, container)]
            return [*ports, container_exception(container.name), POD]
    for at, volume in pod.volumes:
        if path[: len(at)] == at:
            return [*volume_exceptions(text_at(volume, "name")), POD]
    return [POD]


def _ports(finding: Finding, container: ContainerAt) -> Iterator[str]:
    """Yield the name of the port that a finding is about."""
    for index, port in enumerate(maps_at(container.data, "ports")):
        at = (*container.path, "ports", index)
        if finding.path[: len(at)] == at:
            yield text_at(port, "name")
