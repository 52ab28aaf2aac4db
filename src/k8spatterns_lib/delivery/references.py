"""What an object refers to by name: configuration, claims, accounts, classes, roles, backends.

Source: Kubernetes API reference, the fields named `*Ref`, `*Name` and `*Class`.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

import attrs

from k8spatterns_lib.manifests.objects.cluster_scoped import CLUSTER_SCOPED

_DATA: Final = frozenset({"ConfigMap", "Secret", "CustomResourceDefinition"})


@attrs.frozen(order=True)
class Reference:
    """A kind, a name, and the namespace for what lives in one ("" if none is written)."""

    kind: str
    namespace: str
    name: str

    def __str__(self) -> str:
        place = f"{self.namespace}/" if self.namespace else ""
        return f"{self.kind} {place}{self.name}"


def reference_to(kind: str, name: str, namespace: str | None) -> Reference:
    """Return a reference; what is cluster-wide has no namespace, whatever is written beside it."""
    return Reference(kind, "" if kind in CLUSTER_SCOPED else namespace or "", name)


def name_of(data: Mapping[str, Any]) -> Reference:
    """Return the reference that would mean this object."""
    metadata = data["metadata"]
    name = metadata.get("name") or f"{metadata.get('generateName', '')}*"
    return reference_to(data["kind"], name, metadata.get("namespace"))


def references_of(data: Mapping[str, Any]) -> Iterator[Reference]:
    """Yield what an object refers to and can not do without; what is optional is left out."""
    if data["kind"] in _DATA:
        return  # its keys are a user's own, whatever they are called
    namespace = data["metadata"].get("namespace")
    for field, value in data.items():
        if field not in {"apiVersion", "kind", "metadata"}:
            yield from _in_field(field, value, namespace)


_FIELDS: Final[Mapping[str, tuple[str, str]]] = {
    "configMapKeyRef": ("ConfigMap", "name"),
    "configMapRef": ("ConfigMap", "name"),
    "configMap": ("ConfigMap", "name"),
    "secretKeyRef": ("Secret", "name"),
    "secretRef": ("Secret", "name"),
    "secret": ("Secret", "secretName"),
    "imagePullSecrets": ("Secret", "name"),
    "secrets": ("Secret", "name"),
    "nodePublishSecretRef": ("Secret", "name"),
    "secretTargetRef": ("Secret", "name"),
    "authenticationRef": ("TriggerAuthentication", "name"),
    "persistentVolumeClaim": ("PersistentVolumeClaim", "claimName"),
    "service": ("Service", "name"),
    "backendRefs": ("Service", "name"),
    "parentRefs": ("Gateway", "name"),
    "roleRef": ("Role", "name"),
    "subjects": ("ServiceAccount", "name"),
    "scaleTargetRef": ("", "name"),
}
"""Fields that hold an object, or a list of them, with the name in it; its own `kind` goes first."""

_NAMES: Final[Mapping[str, str]] = {
    "storageClassName": "StorageClass",
    "priorityClassName": "PriorityClass",
    "runtimeClassName": "RuntimeClass",
    "serviceAccountName": "ServiceAccount",
    "ingressClassName": "IngressClass",
    "gatewayClassName": "GatewayClass",
    "secretName": "Secret",
    "serviceName": "Service",
}
"""Fields that hold a name."""

_USERS: Final = frozenset({"User", "Group"})


def _in_field(field: str, value: Any, namespace: str | None) -> Iterator[Reference]:  # noqa: ANN401 - plain data
    if isinstance(value, list):
        for each in value:
            yield from _in_field(field, each, namespace)
    elif isinstance(value, dict):
        found = _named_in(field, value, namespace)
        if found is not None:
            yield found
        if not value.get("optional"):
            for key, each in value.items():
                if key not in _NAMES or found is None:
                    yield from _in_field(key, each, namespace)
    elif isinstance(value, str) and value and field in _NAMES:
        yield reference_to(_NAMES[field], value, namespace)


def _named_in(field: str, value: Mapping[str, Any], namespace: str | None) -> Reference | None:
    if field not in _FIELDS or value.get("optional"):
        return None
    kind, key = _FIELDS[field]
    name = value.get(key) or value.get("name")
    kind = value.get("kind") or kind
    if not isinstance(name, str) or not isinstance(kind, str) or kind in _USERS or not kind:
        return None
    return reference_to(kind, name, value.get("namespace") or namespace)
