"""What one chart holds: its objects in the order of their making, each named once.

Decided here: that names are unique, and that pods roll when their configuration changes.
Decided elsewhere: what an object says (`patterns`), how it is written (`app`).
"""

from collections.abc import Mapping
from typing import Any, Final

from k8spatterns_lib.errors import SettingError
from k8spatterns_lib.manifests.checks.pod_view import pods_of
from k8spatterns_lib.manifests.objects.content_hash import content_hash
from k8spatterns_lib.manifests.objects.kube_object import KubeObject
from k8spatterns_lib.manifests.objects.labels import pod_labels
from k8spatterns_lib.manifests.objects.object_names import check_object_name
from k8spatterns_lib.manifests.pods.pod_template import template_of
from k8spatterns_lib.values.kubernetes_version import KubernetesVersion

CONFIG_HASH: Final = "k8spatterns.io/config-hash"
_CONFIGURATION: Final = frozenset({"ConfigMap", "Secret"})

ConfigUse = tuple[str, str]
"""A kind (`ConfigMap` or `Secret`) and a name that a pod template refers to."""


class ChartManifest:
    """The objects of a chart and what they have in common."""

    __slots__ = (
        "_hashes",
        "_named",
        "_users",
        "api_objects_at_once",
        "labels",
        "name",
        "namespace",
        "objects",
        "path",
        "pod_labels",
        "version",
    )

    def __init__(
        self,
        *,
        name: str,
        path: str,
        namespace: str | None,
        labels: Mapping[str, str],
        version: KubernetesVersion,
        api_objects_at_once: bool,
    ) -> None:
        self.name = name
        self.path = path
        self.namespace = namespace
        self.labels = dict(labels)
        self.pod_labels = pod_labels(part_of=name) | self.labels
        self.version = version
        self.api_objects_at_once = api_objects_at_once
        self.objects: list[KubeObject] = []
        self._named: dict[tuple[str, str, str | None, str], str] = {}
        self._hashes: dict[ConfigUse, str] = {}
        self._users: list[tuple[KubeObject, frozenset[ConfigUse]]] = []

    def claim_name(self, data: Mapping[str, Any], *, where: str) -> None:
        """Refuse a name that can not be, or that another object of the kind has already.

        Raises:
            SettingError: The name is taken or is no name for this kind.
        """
        metadata = data["metadata"]
        name = metadata.get("name")
        kind = data["kind"]
        if name is None:
            return
        check_object_name(kind, name, where=where)
        key = (data["apiVersion"].rpartition("/")[0], kind, metadata.get("namespace"), name)
        if (owner := self._named.get(key)) is not None:
            fix = f"{owner} has it already: give one of them another name."
            raise SettingError(where, f"two objects of kind {kind} must not share a name", got=name, fix=fix)
        self._named[key] = where

    def add(self, item: KubeObject, *, uses: frozenset[ConfigUse] = frozenset()) -> None:
        """Take an object whose name was claimed; `uses` is the configuration that its pods read."""
        self.objects.append(item)
        if uses:
            self._users.append((item, uses))
            self._stamp(item, uses)
        if item.kind in _CONFIGURATION:
            self._configure((item.kind, item.name), item.data)
        if self.api_objects_at_once:
            _ = item.api_object

    def _configure(self, key: ConfigUse, data: Mapping[str, Any]) -> None:
        self._hashes[key] = content_hash({field: data.get(field) for field in ("data", "binaryData", "stringData")})
        for user, uses in self._users:
            if key in uses:
                self._stamp(user, uses)

    def _stamp(self, item: KubeObject, uses: frozenset[ConfigUse]) -> None:
        """Write the hash of all configuration that this chart defines into the pod template."""
        known = {
            f"{kind}/{name}": self._hashes[kind, name] for kind, name in sorted(uses) if (kind, name) in self._hashes
        }
        if known:
            for template in _templates(item):
                metadata = template.setdefault("metadata", {})
                metadata["annotations"] = {**metadata.get("annotations", {}), CONFIG_HASH: content_hash(known)}
            item.changed()


def _templates(item: KubeObject) -> list[Any]:
    """Return the pod templates of an object, to be written to; a user's own can have none, or several."""
    return [template_of(item.data)] if item.is_as_made else [pod.template for pod in pods_of(item.data)]
