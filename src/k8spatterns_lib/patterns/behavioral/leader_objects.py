"""The objects behind an election: the Lease, and an account that may write that Lease alone.

Whoever may create Leases may create any, since a right to create can not be bound to a name. So the Lease
comes with the other manifests, and the elector may read and update it. The manifest says nothing of the
holder: what applies it (kubectl, Argo CD, Flux) leaves fields alone that it does not name. Even where it is
replaced or made anew, electors wait until nobody can still believe to lead, and tokens still grow.

Source: Kubernetes Patterns, 2nd ed., ch. 26 "Access Control"; Kubernetes docs, "Using RBAC Authorization"
(resourceNames), "Leases".
"""

from collections.abc import Iterator
from typing import Any

_RBAC = "rbac.authorization.k8s.io"


def leader_objects(
    name: str, *, account: str | None, namespace: str | None, label_pods: bool
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the objects with their child ids.

    Args:
        name: The name of all of them.
        account: The service account that the pods have already. Default: one is made.
        namespace: The chart's, if it has one.
        label_pods: Whether the elector labels the leading pod.
    """
    if account is None:
        yield "ServiceAccount", {"apiVersion": "v1", "kind": "ServiceAccount", "automountServiceAccountToken": False}
    yield "Lease", {"apiVersion": "coordination.k8s.io/v1", "kind": "Lease"}
    rules = [
        {
            "apiGroups": ["coordination.k8s.io"],
            "resources": ["leases"],
            "resourceNames": [name],
            "verbs": ["get", "update"],
        }
    ]
    if label_pods:
        rules.append({"apiGroups": [""], "resources": ["pods/status"], "verbs": ["patch"]})
    yield "Role", {"apiVersion": f"{_RBAC}/v1", "kind": "Role", "rules": rules}
    subject = {"kind": "ServiceAccount", "name": account or name}
    if namespace is not None:
        subject["namespace"] = namespace
    yield (
        "RoleBinding",
        {
            "apiVersion": f"{_RBAC}/v1",
            "kind": "RoleBinding",
            "subjects": [subject],
            "roleRef": {"apiGroup": _RBAC, "kind": "Role", "name": name},
        },
    )
