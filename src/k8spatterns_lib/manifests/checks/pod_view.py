"""The pods that an object makes, wherever it keeps their template.

Decided here: where pod templates and containers stand.
Decided elsewhere: what must hold for them (the checks, `policies`).
Source: Kubernetes API reference, workloads; for custom resources, any map with `template.spec.containers`.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, NamedTuple

from k8spatterns_lib.manifests.finding import Path
from k8spatterns_lib.manifests.objects.built_in_kinds import is_built_in
from k8spatterns_lib.manifests.objects.plain_data import group_of, map_at, maps_at, namespace_of, text_at

_TEMPLATE: Final = ("spec", "template")
_KNOWN: Final[Mapping[tuple[str, str], tuple[str, ...]]] = {
    ("", "Pod"): (),
    ("", "PodTemplate"): ("template",),
    ("", "ReplicationController"): _TEMPLATE,
    ("apps", "DaemonSet"): _TEMPLATE,
    ("apps", "Deployment"): _TEMPLATE,
    ("apps", "ReplicaSet"): _TEMPLATE,
    ("apps", "StatefulSet"): _TEMPLATE,
    ("batch", "CronJob"): ("spec", "jobTemplate", "spec", "template"),
    ("batch", "Job"): _TEMPLATE,
}
_LISTS: Final = ("initContainers", "containers", "ephemeralContainers")


class ContainerAt(NamedTuple):
    """A container and its place in the object."""

    path: Path
    data: Mapping[str, Any]

    @property
    def name(self) -> str:
        """The container's name; empty if it has none."""
        return text_at(self.data, "name")

    @property
    def is_ephemeral(self) -> bool:
        """Whether it was put into a running pod to look at it."""
        return "ephemeralContainers" in self.path


class PodView:
    """The pods of one object: their template, its labels and its containers.

    Args:
        owner: The object.
        path: Where the template stands in it; empty for a bare pod.
    """

    __slots__ = ("labels", "namespace", "owner", "path", "spec", "template")

    def __init__(self, owner: Mapping[str, Any], path: Path) -> None:
        self.owner = owner
        self.path = path
        self.namespace = namespace_of(owner)
        self.template = _at(owner, path)
        self.labels = map_at(self.template, "metadata", "labels")
        self.spec = map_at(self.template, "spec")

    @property
    def containers(self) -> list[ContainerAt]:
        """All containers: those that run first, those that run, and those that were put in to look."""
        return [
            ContainerAt((*self.path, "spec", field, index), each)
            for field in _LISTS
            if field in self.spec
            for index, each in enumerate(maps_at(self.spec, field))
        ]

    @property
    def annotations(self) -> Mapping[str, Any]:
        """The annotations of the pods."""
        return map_at(self.template, "metadata", "annotations")

    @property
    def volumes(self) -> Iterator[tuple[Path, Mapping[str, Any]]]:
        """The volumes, with their places in the object."""
        for index, each in enumerate(maps_at(self.spec, "volumes")):
            yield (*self.path, "spec", "volumes", index), each


def port_names(containers: Iterable[ContainerAt]) -> set[str]:
    """Return the names of the ports that the containers have."""
    return {port["name"] for each in containers for port in maps_at(each.data, "ports") if text_at(port, "name")}


def pods_of(data: Mapping[str, Any]) -> list[PodView]:
    """Return the pods that `data` makes: none, one kind of pods, or several in a custom resource."""
    group, kind = group_of(data), text_at(data, "kind")
    path = _KNOWN.get((group, kind))
    if path is not None:
        view = PodView(data, path)
        return [view] if view.spec else []
    if is_built_in(group):
        return []
    return [PodView(data, found) for found in _templates(data.get("spec"), ("spec",))]


def _templates(value: object, path: Path) -> Iterator[Path]:
    """Yield the places of pod templates in a custom resource."""
    if isinstance(value, Mapping):
        for key, each in value.items():
            if key == "template" and isinstance(each, Mapping) and maps_at(map_at(each, "spec"), "containers"):
                yield (*path, key)
            elif isinstance(each, (Mapping, list)):
                yield from _templates(each, (*path, str(key)))
    elif isinstance(value, list):
        for index, each in enumerate(value):
            yield from _templates(each, (*path, index))


def _at(data: Any, path: Path) -> Mapping[str, Any]:  # noqa: ANN401 - plain data, map by map and list by list
    try:
        for part in path:
            data = data[part]
    except (KeyError, TypeError):
        return {}
    return data if isinstance(data, Mapping) else {}
