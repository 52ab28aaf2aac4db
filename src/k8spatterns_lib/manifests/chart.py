"""`Chart`: a `cdk8s.Chart` that knows its Kubernetes version and holds its objects as data."""

from collections.abc import Mapping
from typing import Any

import cdk8s
from constructs import Construct

from k8spatterns_lib.errors import SettingError
from k8spatterns_lib.manifests.chart_manifest import ChartManifest
from k8spatterns_lib.manifests.foreign_objects import foreign_objects, in_dependency_order
from k8spatterns_lib.manifests.manifest import Manifest, ObjectSource
from k8spatterns_lib.manifests.manifest_checks import ManifestValidation
from k8spatterns_lib.manifests.objects.object_order import in_apply_order
from k8spatterns_lib.manifests.tree import InTree, TreeMeta, path_of, tree_of
from k8spatterns_lib.values.kubernetes_version import NEWEST, KubernetesVersion
from k8spatterns_lib.values.names import label_key, label_value
from k8spatterns_lib.values.reference import HasNamespace, NamespaceRef, namespace_name


class Chart(InTree, cdk8s.Chart, metaclass=TreeMeta):
    """A unit of deployment: its objects are written into one directory.

    Args:
        scope: An `App`, a `cdk8s.App`, or any construct in one.
        id: The chart's id. The first part of its path (in a fleet, the service) is also the
            value of the label `app.kubernetes.io/part-of`.
        namespace: The namespace of all namespaced objects, by name or as a construct of another
            chart. Default: none is written, the client's own counts.
        labels: Labels for every object.
        kubernetes: The version that the cluster runs, such as "1.36". Default: the
            app's, else the newest that the library knows.

    Raises:
        SettingError: The id is taken or is none, the namespace is no DNS label, a label is none, or the version
            is not supported.
    """

    def __init__(  # pyright: ignore[reportMissingSuperCall] - the tree makes the call
        self,
        scope: Construct,
        id: str,
        *,
        namespace: str | NamespaceRef | HasNamespace | None = None,
        labels: Mapping[str, str] | None = None,
        kubernetes: str | KubernetesVersion | None = None,
    ) -> None:
        tree = self._tree = tree_of(scope)
        self.path_in_tree: str = "/".join(filter(None, (path_of(scope), _checked_id(id))))
        name = None if namespace is None else namespace_name(namespace, self.path_in_tree)
        version = getattr(scope, "kubernetes", NEWEST) if kubernetes is None else KubernetesVersion.parse(kubernetes)
        given = _checked_labels(labels, self.path_in_tree)
        if isinstance(scope, Chart):
            tree.look()  # the order of nested charts is that of the tree
        tree.claim(scope, id, self.path_in_tree)
        tree.make(cdk8s.Chart.__init__, self, scope, id, namespace=name, labels=given)
        self.kubernetes: KubernetesVersion = version
        self.manifest = ChartManifest(
            name=self.path_in_tree.partition("/")[0],
            path=self.path_in_tree,
            namespace=name,
            labels=given,
            version=version,
            api_objects_at_once=not tree.own,
        )
        tree.charts.append(self)
        if not tree.own:
            self.node.add_validation(ManifestValidation(self, self.manifest))

    def add(self, id: str, *objects: ObjectSource) -> Manifest:
        """Add objects of one's own: maps, or models such as lightkube's. For YAML, see `Manifest`.

        Args:
            id: The construct id; also the name of an object that has none.
            objects: The objects; they are copied.

        Raises:
            SettingError: An object is none, or its name is taken or can not be.
        """
        return Manifest(self, id, objects=objects)

    def to_json(self) -> list[Any]:
        """Return the chart's objects in the order in which they are to be applied."""
        if self.manifest.api_objects_at_once:
            return list(super().to_json())
        if not self._tree.looked:
            return self._own_objects()
        theirs = foreign_objects(self, self.manifest)
        if not theirs:
            return self._own_objects()
        super().to_json()  # resolves dependencies between constructs and runs their validations
        return in_dependency_order(self.manifest, theirs)

    def _own_objects(self) -> list[Any]:
        objects = self.manifest.objects
        return [objects[index].current() for index in in_apply_order(each.kind for each in objects)]


def _checked_id(id: str) -> str:
    if not isinstance(id, str) or not id or "/" in id:
        raise SettingError("Chart", "the id must be a part of a path", got=id, fix="Give a text without '/'.")
    return id


def _checked_labels(labels: Mapping[str, str] | None, where: str) -> dict[str, str]:
    if labels is not None and not isinstance(labels, Mapping):
        raise SettingError(where, "labels must be a mapping", got=labels, fix='Write {"key": "value"}.')
    return {label_key(key, where): label_value(value, where) for key, value in (labels or {}).items()}
