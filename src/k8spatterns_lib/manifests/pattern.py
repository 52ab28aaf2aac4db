"""`Pattern`: the base of every construct of this library.

A pattern is one construct and the Kubernetes objects under it. Its main object has the
child id "Resource", the others their kind.

Decided here: names, labels and namespaces of objects; patches.
Decided elsewhere: what the objects say (`patterns`).
"""

from collections.abc import Mapping
from typing import Any

import constructs
from constructs import Construct

from k8spatterns_lib.errors import SettingError
from k8spatterns_lib.manifests.chart_manifest import ChartManifest, ConfigUse
from k8spatterns_lib.manifests.manifest_of import manifest_of
from k8spatterns_lib.manifests.objects.cluster_scoped import CLUSTER_SCOPED
from k8spatterns_lib.manifests.objects.content_name import ContentName
from k8spatterns_lib.manifests.objects.kube_object import KubeObject
from k8spatterns_lib.manifests.objects.labels import object_labels
from k8spatterns_lib.manifests.tree import InTree, TreeMeta, path_of, tree_of
from k8spatterns_lib.values.kubernetes_version import KubernetesVersion
from k8spatterns_lib.values.names import dns_label

MAIN = "Resource"


class Pattern(InTree, Construct, metaclass=TreeMeta):
    """A construct that makes Kubernetes objects.

    Args:
        scope: A chart, or a construct in one.
        id: The construct id.
        name: The name of the pattern's main object. Default: the id.

    Raises:
        SettingError: The id or the name is no DNS label, or the scope is in no chart.
    """

    def __init__(  # pyright: ignore[reportMissingSuperCall] - the tree makes the call
        self, scope: Construct, id: str, *, name: str | None = None
    ) -> None:
        self.where: str = "/".join(filter(None, (path_of(scope), id)))
        self.path_in_tree = self.where
        dns_label(id, self.where, "id")
        self.name: str = id if name is None else dns_label(name, self.where, "name")
        self.objects: list[KubeObject] = []
        self._tree = tree_of(scope)
        self.manifest: ChartManifest = _manifest_of(scope, self.where)
        self._tree.claim(scope, id, self.where)
        self._tree.make(constructs.Construct.__init__, self, scope, id)

    @property
    def kubernetes(self) -> KubernetesVersion:
        """The version that the chart's cluster runs."""
        return self.manifest.version

    def add_object(
        self,
        child_id: str,
        data: Mapping[str, Any],
        *,
        uses: frozenset[ConfigUse] = frozenset(),
        name_by_content: bool = False,
        vouched: bool = True,
    ) -> KubeObject:
        """Add an object; its labels and namespace are completed, and its name where it has none.

        Args:
            child_id: The id of its `ApiObject` under the pattern.
            data: The object, with at least `apiVersion` and `kind`.
            uses: The ConfigMaps and Secrets that its pods read; their content is hashed
                into the pod template, so that a change rolls the pods.
            name_by_content: Put the hash of what can not be changed in place behind the name.
            vouched: Whether the pattern knows what is in it; a user's own object is looked at more closely.

        Raises:
            SettingError: Its name is taken, or is no name for its kind.
        """
        complete = self._completed(data)
        content_name = ContentName(complete["metadata"]["name"]) if name_by_content else None
        if content_name is not None:
            complete["metadata"]["name"] = content_name.of(complete)
        self.manifest.claim_name(complete, where=self.where)
        item = KubeObject(self, child_id, complete, where=self.where, content_name=content_name, vouched=vouched)
        self.objects.append(item)
        self.manifest.add(item, uses=uses)
        return item

    def find_object(self, kind: str, name: str | None = None) -> KubeObject:
        """Return the pattern's object of `kind`; `name` tells several of a kind apart.

        Where a name has a hash behind it, the part before is enough.

        Raises:
            SettingError: There is none, or more than one and no name was given.
        """
        found = [each for each in self.objects if each.kind == kind and (name is None or each.is_called(name))]
        if len(found) == 1:
            return found[0]
        has = ", ".join(f"{each.kind} {each.name!r}" for each in self.objects)
        what = f"there is no {kind}" if not found else f"there is more than one {kind}, and no name was given"
        raise SettingError(self.where, what, got=name or kind, fix=f"It has: {has}.")

    def patch(self, kind: str, name: str | None = None, merge: Mapping[str, Any] | None = None) -> None:
        """Apply a JSON merge patch (RFC 7396) to one of the pattern's objects.

        Raises:
            SettingError: There is no such object, or the patch removes what is not there.
        """
        self.find_object(kind, name).merge_patch(merge or {})

    def json_patch(self, kind: str, *operations: Mapping[str, Any], name: str | None = None) -> None:
        """Apply RFC 6902 operations to one of the pattern's objects, all or none.

        Raises:
            SettingError: There is no such object, or a path does not exist.
        """
        self.find_object(kind, name).json_patch(*operations)

    def _completed(self, data: Mapping[str, Any]) -> dict[str, Any]:
        given = data.get("metadata") or {}
        metadata: dict[str, Any] = {"name": self.name} if "generateName" not in given else {}
        metadata.update(given)
        namespace = metadata.pop("namespace", None) or self.manifest.namespace
        labels = metadata.pop("labels", {})
        annotations = metadata.pop("annotations", None)
        if namespace is not None and self._is_namespaced(data["kind"]):
            metadata["namespace"] = namespace
        metadata["labels"] = {
            **object_labels(self.name, part_of=self.manifest.name),
            **self.manifest.labels,
            **labels,
        }
        if annotations:
            metadata["annotations"] = dict(annotations)
        return {"apiVersion": data["apiVersion"], "kind": data["kind"], "metadata": metadata} | {
            key: value for key, value in data.items() if key not in {"apiVersion", "kind", "metadata"}
        }

    def _is_namespaced(self, kind: str) -> bool:
        return kind not in CLUSTER_SCOPED


def _manifest_of(scope: Construct, where: str) -> ChartManifest:
    try:
        return manifest_of(scope)
    except RuntimeError:
        fix = "Create it inside a Chart: Chart(app, 'name')."
        raise SettingError(where, "a pattern stands in a chart", got=type(scope).__name__, fix=fix) from None
