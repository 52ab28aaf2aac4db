"""What a target uses and does not define: it has to be there before the charts are applied."""

from collections.abc import Iterator, Mapping
from typing import Any

import yaml

from k8spatterns_lib.delivery.fleet import Fleet
from k8spatterns_lib.manifests.chart_directory import KUSTOMIZATION

Need = tuple[str, str, str]
"""A kind, a name and the service that needs it."""


def needs_of(fleet: Fleet, target: str) -> list[str]:
    """Return what the services of a target refer to and nobody defines, a line each, sorted.

    Raises:
        DeliveryError: There is no such target.
        PatternError: A chart is wrong.
    """
    place = fleet.target(target)
    defined: set[tuple[str, str]] = set()
    used: set[Need] = set()
    for service in fleet.services.values():
        if not service.runs_in(place):
            continue
        for path, content in service.app(place).render().items():
            if not path.endswith(KUSTOMIZATION):
                data = yaml.safe_load(content)
                defined.add((data["kind"], data["metadata"].get("name", "")))
                used |= {(kind, name, service.name) for kind, name in references_of(data)}
                if "namespace" in data["metadata"]:
                    used.add(("Namespace", data["metadata"]["namespace"], service.name))
                if "." in data["apiVersion"] and not _built_in(data["apiVersion"]):
                    used.add(("CustomResourceDefinition for", f"{data['kind']} {data['apiVersion']}", service.name))
    return sorted(f"{kind} {name} (used by {who})" for kind, name, who in used if (kind, name) not in defined)


def _built_in(version: str) -> bool:
    group = version.partition("/")[0]
    return group.endswith(".k8s.io") and group != "gateway.networking.k8s.io"


_FIELDS: Mapping[str, tuple[str, str]] = {
    "configMapKeyRef": ("ConfigMap", "name"),
    "configMapRef": ("ConfigMap", "name"),
    "configMap": ("ConfigMap", "name"),
    "secretKeyRef": ("Secret", "name"),
    "secretRef": ("Secret", "name"),
    "secret": ("Secret", "secretName"),
    "persistentVolumeClaim": ("PersistentVolumeClaim", "claimName"),
}
_NAMES: Mapping[str, str] = {
    "storageClassName": "StorageClass",
    "priorityClassName": "PriorityClass",
    "runtimeClassName": "RuntimeClass",
    "serviceAccountName": "ServiceAccount",
    "ingressClassName": "IngressClass",
    "secretName": "Secret",
}


def references_of(value: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401 - plain data
    """Yield kind and name of all that an object refers to and needs."""
    if isinstance(value, list):
        for each in value:
            yield from references_of(each)
    elif isinstance(value, dict):
        for key, each in value.items():
            if key in _FIELDS and isinstance(each, dict):
                kind, field = _FIELDS[key]
                name = each.get(field) or each.get("name")
                if isinstance(name, str) and not each.get("optional"):
                    yield kind, name
            elif key in _NAMES and isinstance(each, str):
                yield _NAMES[key], each
            else:
                yield from references_of(each)
