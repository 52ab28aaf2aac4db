"""`Manifest`: Kubernetes objects of the user's own, whatever made them.

Problem: no library has a construct for everything, and much YAML exists already.
Solution: any model, map or YAML becomes part of a chart: named, labelled, ordered, written and
checked like the library's own objects; pods among them roll when their configuration changes.

Decided here: what is an object, and that nothing of it is lost or changed on the way.
Decided elsewhere: names, labels and namespaces (`pattern`), the checks of the chart (`checks`).

Source: Kubernetes docs, "Objects In Kubernetes"; `kubectl apply` (what YAML says, lists of objects).
"""

from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from textwrap import dedent
from typing import Any, Protocol, Self, runtime_checkable

from constructs import Construct

from k8spatterns_lib.errors import SettingError
from k8spatterns_lib.manifests.checks.object_checks import object_findings
from k8spatterns_lib.manifests.checks.pod_references import references_of
from k8spatterns_lib.manifests.checks.pod_view import pods_of
from k8spatterns_lib.manifests.objects.kube_object import KubeObject
from k8spatterns_lib.manifests.objects.plain_data import items_of, map_at, name_of, namespace_of
from k8spatterns_lib.manifests.pattern import MAIN, Pattern
from k8spatterns_lib.manifests.tree import path_of

Data = dict[str, Any]


@runtime_checkable
class HasToDict(Protocol):
    """A model that can say itself as a map, as lightkube's can."""

    def to_dict(self) -> Mapping[str, Any]:
        """Return the object with the API's own names of fields."""
        ...


ObjectSource = Mapping[str, Any] | HasToDict
"""An object as a map, or a model of one."""


class Manifest(Pattern):
    """Objects that are given as they are.

    Their data is copied. Name, namespace and labels are completed as for every pattern: an
    object without a name is called like the construct, and a user's own labels win.

    Args:
        scope: A chart, or a construct in one.
        id: The construct id.
        objects: Maps, lightkube's models, or a mixture; a `List` stands for its items.
        cluster_scoped: Kinds of custom resources that live outside namespaces, so that none is
            written. Default: those that CustomResourceDefinitions among the objects say.

    Raises:
        SettingError: An object is none, has a field in a wrong place, a name that can not be or
            that is taken, or is a Secret with its values.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        objects: Iterable[ObjectSource],
        cluster_scoped: Collection[str] = (),
    ) -> None:
        super().__init__(scope, id)
        if isinstance(objects, (Mapping, str, HasToDict)):
            fix = "Give a list: objects=[…]; for YAML, Manifest.from_yaml or Manifest.from_files."
            raise SettingError(self.where, "objects is a list of objects", got=type(objects).__name__, fix=fix)
        given = [item for each in objects for item in self._items(each)]
        if not given:
            raise SettingError(self.where, "a Manifest needs an object", fix="Give objects=[…].")
        definitions = [each for each in given if each.get("kind") == "CustomResourceDefinition"]
        self._no_namespace = {*cluster_scoped, *filter(None, map(_cluster_scoped_kind, definitions))}
        for each in given:
            self._check(each)
        for each in given:
            self._add(each, alone=len(given) == 1)

    @classmethod
    def from_yaml(cls, scope: Construct, id: str, text: str, *, cluster_scoped: Collection[str] = ()) -> Self:
        """Return the objects of a YAML text, read as kubectl reads it; empty documents are skipped.

        A text that is indented as a whole, as texts in programs are, is moved to the left first.

        Raises:
            ManifestError: It is no YAML, or a key stands twice or is no text.
            SettingError: A document is no object, as above.
        """
        if not isinstance(text, str):
            fix = "Give the text; Manifest.from_files reads files."
            raise SettingError(id, "YAML is text", got=type(text).__name__, fix=fix)
        where = "/".join(filter(None, (path_of(scope), id)))
        flush = dedent(text) if text.lstrip("\r\n").startswith(" ") else text
        return cls(scope, id, objects=_objects(flush, where=where), cluster_scoped=cluster_scoped)

    @classmethod
    def from_files(cls, scope: Construct, id: str, *paths: str | Path, cluster_scoped: Collection[str] = ()) -> Self:
        """Return the objects of YAML or JSON files, in their order.

        Raises:
            ManifestError: As `from_yaml`; it names file and line.
            SettingError: A file can not be read, or a document is no object.
        """
        objects: list[Data] = []
        for path in map(Path, paths):
            try:
                text = path.read_bytes()
            except OSError as error:
                what = f"the file {path} can not be read"
                raise SettingError(id, what, got=error.strerror, fix="Name a file.") from None
            objects += _objects(text, where=str(path))
        return cls(scope, id, objects=objects, cluster_scoped=cluster_scoped)

    def _is_namespaced(self, kind: str) -> bool:
        return kind not in self._no_namespace and super()._is_namespaced(kind)

    def _items(self, given: object) -> Iterable[Any]:
        """Return the objects that one was given as: a `List` is its items."""
        data = given.to_dict() if isinstance(given, HasToDict) and not isinstance(given, Mapping) else given
        if not isinstance(data, Mapping):
            fix = "Give a map, or a model that has to_dict(); for YAML, Manifest.from_yaml."
            raise SettingError(self.where, "an object is a map", got=type(given).__name__, fix=fix)
        copied = self._copy(data, "")
        return items_of(copied) or [copied]

    def _check(self, data: Data) -> None:
        data.setdefault("metadata", {})
        for finding in object_findings(data):
            raise SettingError(self._place(data), finding.what, got=finding.got, fix=finding.fix)
        if data["kind"] == "Secret" and (data.get("data") or data.get("stringData")):
            fix = "Use Secret(…, keys=[…]), a SealedSecret or an ExternalSecret: the values belong into the cluster."
            raise SettingError(self._place(data), "a secret must not stand in plain text", fix=fix)

    def _place(self, data: Data) -> str:
        return f"{self.where} {data.get('kind', 'object')} {name_of(data) or self.name!r}"

    def _add(self, data: Data, *, alone: bool) -> KubeObject:
        reads = {ref[:2] for pod in pods_of(data) for ref in references_of(pod)}
        uses = frozenset(each for each in reads if each[0] in {"ConfigMap", "Secret"})
        return self.add_object(MAIN if alone else self._child_of(data), data, uses=uses, vouched=False)

    def _child_of(self, data: Data) -> str:
        parts = (data["kind"], name_of(data) or data["metadata"].get("generateName", self.name), namespace_of(data))
        return "-".join(each.replace("/", "-") for each in parts if each)

    def _copy(self, value: Any, path: str) -> Any:  # noqa: ANN401 - any data
        """Copy plain data; nulls in maps are left out, as cdk8s does it."""
        if isinstance(value, Mapping):
            for key in value:
                if not isinstance(key, str):
                    what = f"{path.lstrip('.') or 'object'}: a key is text"
                    raise SettingError(self.where, what, got=key, fix="Write it as text.")
            return {key: self._copy(each, f"{path}.{key}") for key, each in value.items() if each is not None}
        if isinstance(value, (list, tuple)):
            return [self._copy(each, f"{path}[{index}]") for index, each in enumerate(value)]
        if value is None or not isinstance(value, (str, int, float)):
            fix = "Give text, numbers, booleans, lists and maps."
            what = f"{path.lstrip('.')}: an object holds plain data"
            raise SettingError(self.where, what, got=type(value).__name__, fix=fix)
        return value


def _objects(text: str | bytes, *, where: str) -> list[Data]:
    from k8spatterns_lib.manifests.files.yaml_reader import read_documents  # noqa: PLC0415 - few programs read YAML

    found: list[Data] = []
    for document in read_documents(text, where=where):
        if document.data is None:
            continue
        if not isinstance(document.data, dict):
            fix = (
                "Manifest.from_files reads files." if isinstance(document.data, str) else "Give one object a document."
            )
            what = "a document is no object"
            raise SettingError(f"{where}:{document.line}", what, got=document.data, fix=fix)
        found.append(document.data)
    return found


def _cluster_scoped_kind(definition: Data) -> str | None:
    spec = map_at(definition, "spec")
    kind = map_at(spec, "names").get("kind")
    return kind if spec.get("scope") == "Cluster" and isinstance(kind, str) else None
