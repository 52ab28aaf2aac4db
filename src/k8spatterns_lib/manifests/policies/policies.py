"""All policies of the library, applied to one object."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from k8spatterns_lib.manifests.checks.pod_view import PodView, pods_of
from k8spatterns_lib.manifests.finding import Finding
from k8spatterns_lib.manifests.policies import container_policies, object_policies, pod_security_rules
from k8spatterns_lib.manifests.policies.container_policies import container_findings
from k8spatterns_lib.manifests.policies.exceptions import Excused, excuse
from k8spatterns_lib.manifests.policies.object_policies import object_policy_findings
from k8spatterns_lib.manifests.policies.pod_security import pod_security_findings
from k8spatterns_lib.manifests.rule import Rule
from k8spatterns_lib.values.kubernetes_version import KubernetesVersion

RULES: Final[tuple[Rule, ...]] = (*pod_security_rules.RULES, *container_policies.RULES, *object_policies.RULES)


def policy_findings(data: Mapping[str, Any], version: KubernetesVersion) -> tuple[list[Finding], list[Excused]]:
    """Return what an object breaks without a reason, and what it gives a reason for.

    Args:
        data: The object.
        version: What its cluster runs: pod security has grown with Kubernetes.
    """
    broken: list[Finding] = []
    excused: list[Excused] = []
    for finding, pod in _findings(data, version):
        reason = excuse(finding, pod)
        if reason is None:
            broken.append(finding)
        else:
            excused.append(reason)
    return broken, excused


def _findings(data: Mapping[str, Any], version: KubernetesVersion) -> Iterator[tuple[Finding, PodView | None]]:
    for finding in object_policy_findings(data):
        yield finding, None
    for pod in pods_of(data):
        for finding in (*pod_security_findings(pod, version), *container_findings(pod)):
            yield finding, pod
