"""The order in which objects are applied: kinds that others need come first.

Source: the install order that Helm and kustomize share (namespaces, policies, accounts,
configuration, storage, roles, services, workloads, routes).
"""

from collections.abc import Iterable
from typing import Final

_FIRST: Final = (
    "Namespace",
    "NetworkPolicy",
    "ResourceQuota",
    "LimitRange",
    "PriorityClass",
    "RuntimeClass",
    "CustomResourceDefinition",
    "ServiceAccount",
    "StorageClass",
    "Secret",
    "ConfigMap",
    "PersistentVolume",
    "PersistentVolumeClaim",
    "ClusterRole",
    "ClusterRoleBinding",
    "Role",
    "RoleBinding",
    "Lease",
    "Service",
    "EndpointSlice",
    "DaemonSet",
    "Pod",
    "StatefulSet",
    "Deployment",
    "HorizontalPodAutoscaler",
    "PodDisruptionBudget",
    "Job",
    "CronJob",
    "TriggerAuthentication",
    "ScaledJob",
    "IngressClass",
    "Ingress",
    "Gateway",
    "HTTPRoute",
)
_RANK: Final = {kind: rank for rank, kind in enumerate(_FIRST)}
_UNKNOWN: Final = len(_FIRST)


def apply_rank(kind: str) -> int:
    """Return how early `kind` is applied; kinds that are not known come last."""
    return _RANK.get(kind, _UNKNOWN)


def in_apply_order(kinds: Iterable[str]) -> list[int]:
    """Return the positions of `kinds` in apply order; equal kinds keep their places."""
    listed = list(kinds)
    return sorted(range(len(listed)), key=lambda index: apply_rank(listed[index]))
