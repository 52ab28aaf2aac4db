"""What a pod reads by name: ConfigMaps, Secrets, claims and its account."""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from k8spatterns_lib.manifests.checks.pod_view import PodView
from k8spatterns_lib.manifests.finding import Path
from k8spatterns_lib.manifests.objects.plain_data import map_at, maps_at, text_at

CLAIM: Final = "PersistentVolumeClaim"
ACCOUNT: Final = "ServiceAccount"
_KEY_REFS: Final = (("configMapKeyRef", "ConfigMap"), ("secretKeyRef", "Secret"))
_WHOLE_REFS: Final = (("configMapRef", "ConfigMap"), ("secretRef", "Secret"))
_SOURCES: Final = (("configMap", "ConfigMap"), ("secret", "Secret"))


class Reference(NamedTuple):
    """A name that a pod can not do without.

    Args:
        kind: Of what.
        name: Which.
        key: The key in it; None if the whole is meant.
        path: The field, from the top of the object.
    """

    kind: str
    name: str
    key: str | None
    path: Path


def references_of(pod: PodView) -> list[Reference]:
    """Return what the containers, the volumes and the pod itself need; what is optional is left out."""
    found: list[Reference] = []
    for container in pod.containers:
        if "env" in container.data:
            _add_variables(found, container.data, container.path)
        if "envFrom" in container.data:
            _add_whole_ones(found, container.data, container.path)
    if "volumes" in pod.spec:
        for path, volume in pod.volumes:
            _add_volume(found, volume, path)
    _add_own(found, pod)
    return found


def _add_variables(found: list[Reference], container: Mapping[str, Any], base: Path) -> None:
    for index, variable in enumerate(maps_at(container, "env")):
        if "valueFrom" in variable:
            source = map_at(variable, "valueFrom")
            for field, kind in _KEY_REFS:
                if field in source:
                    ref = map_at(source, field)
                    if not ref.get("optional"):
                        path = (*base, "env", index, "valueFrom", field)
                        found.append(Reference(kind, text_at(ref, "name"), text_at(ref, "key"), path))


def _add_whole_ones(found: list[Reference], container: Mapping[str, Any], base: Path) -> None:
    for index, source in enumerate(maps_at(container, "envFrom")):
        for field, kind in _WHOLE_REFS:
            ref = map_at(source, field)
            if ref and not ref.get("optional"):
                found.append(Reference(kind, text_at(ref, "name"), None, (*base, "envFrom", index, field)))


def _add_volume(found: list[Reference], volume: Mapping[str, Any], path: Path) -> None:
    _add_source(found, volume, path)
    if "persistentVolumeClaim" in volume:
        name = text_at(map_at(volume, "persistentVolumeClaim"), "claimName")
        found.append(Reference(CLAIM, name, None, (*path, "persistentVolumeClaim", "claimName")))
    if "projected" in volume:
        for index, source in enumerate(maps_at(map_at(volume, "projected"), "sources")):
            _add_source(found, source, (*path, "projected", "sources", index))


def _add_source(found: list[Reference], source: Mapping[str, Any], path: Path) -> None:
    for field, kind in _SOURCES:
        if field in source:
            ref = map_at(source, field)
            name = text_at(ref, "secretName") or text_at(ref, "name")
            if name and not ref.get("optional"):
                found.append(Reference(kind, name, None, (*path, field)))
                for index, item in enumerate(maps_at(ref, "items")):
                    found.append(Reference(kind, name, text_at(item, "key"), (*path, field, "items", index, "key")))


def _add_own(found: list[Reference], pod: PodView) -> None:
    spec = pod.spec
    if "serviceAccountName" in spec:
        path = (*pod.path, "spec", "serviceAccountName")
        found.append(Reference(ACCOUNT, text_at(spec, "serviceAccountName"), None, path))
    for index, each in enumerate(maps_at(spec, "imagePullSecrets")):
        found.append(Reference("Secret", text_at(each, "name"), None, (*pod.path, "spec", "imagePullSecrets", index)))
