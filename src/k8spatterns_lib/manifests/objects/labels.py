"""Labels that every object carries, and those by which a workload finds its pods.

Source: Kubernetes docs, "Recommended Labels".
"""

from typing import Final

from k8spatterns_lib.values.pods_ref import NAME

__all__ = ["LEADER", "MANAGED_BY", "MANAGER", "NAME", "PART_OF", "object_labels", "pod_labels", "selector"]

PART_OF: Final = "app.kubernetes.io/part-of"
MANAGED_BY: Final = "app.kubernetes.io/managed-by"
MANAGER: Final = "k8spatterns-lib"
LEADER: Final = "k8spatterns.io/leader"
"""The label that a pod has while it leads; no pod template has it."""


def object_labels(name: str, *, part_of: str) -> dict[str, str]:
    """Return the labels of an object of the pattern `name` in the chart `part_of`."""
    return {NAME: name, PART_OF: part_of, MANAGED_BY: MANAGER}


def selector(workload: str) -> dict[str, str]:
    """Return the labels that select the pods of `workload`; they never change in a workload's life."""
    return {NAME: workload}


def pod_labels(*, part_of: str) -> dict[str, str]:
    """Return the labels of all pods of a chart; each workload adds its selector."""
    return {PART_OF: part_of, MANAGED_BY: MANAGER}
