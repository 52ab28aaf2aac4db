"""Objects that the API would take apart: fields in the wrong place, unknown kinds, two of one name."""

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any, Final

from k8spatterns_lib.errors import MISSING
from k8spatterns_lib.manifests.checks.chart_objects import ChartObjects
from k8spatterns_lib.manifests.finding import Finding
from k8spatterns_lib.manifests.objects.built_in_kinds import fields_of, is_built_in, kinds_of
from k8spatterns_lib.manifests.objects.plain_data import group_of, map_at, name_of, namespace_of, text_at
from k8spatterns_lib.manifests.rule import Rule

KIND: Final = Rule(
    id="object/kind",
    demands="an object must have an apiVersion and a kind that go together",
    reason="Nothing can be applied whose kind the API does not know.",
    fix='Write, for example, apiVersion "apps/v1" and kind "Deployment".',
    source='Kubernetes docs, "Objects In Kubernetes", "Required fields"',
)
FIELD: Final = Rule(
    id="object/field",
    demands="a field must stand where its kind has it",
    reason="The API drops what it does not know, or refuses it; either way the setting is not there.",
    fix="Move it to where it belongs.",
    source="Kubernetes API reference, the kinds and ObjectMeta",
)
UNIQUE: Final = Rule(
    id="object/unique",
    demands="two objects of a kind must not share a name",
    reason="The second one that is applied replaces the first.",
    fix="Give one of them another name.",
    source='Kubernetes docs, "Object Names and IDs"',
)
RULES: Final = (KIND, FIELD, UNIQUE)
_HEAD: Final = frozenset({"apiVersion", "kind", "metadata"})
_METADATA: Final = frozenset(
    {
        "annotations",
        "creationTimestamp",
        "deletionGracePeriodSeconds",
        "deletionTimestamp",
        "finalizers",
        "generateName",
        "generation",
        "labels",
        "managedFields",
        "name",
        "namespace",
        "ownerReferences",
        "resourceVersion",
        "selfLink",
        "uid",
    }
)


def objects_are_well_formed(objects: ChartObjects) -> Iterator[Finding]:
    """Each object has a kind, and at its top only fields that the kind has; metadata has only its own."""
    for each in objects.all:
        yield from object_findings(each)


def object_findings(data: Mapping[str, Any]) -> Iterator[Finding]:
    """Yield what is wrong with the outline of one object: its kind, its fields, its metadata."""
    version, kind = data.get("apiVersion"), data.get("kind")
    if not isinstance(version, str) or not isinstance(kind, str) or not version or not kind:
        got = {"apiVersion": version, "kind": kind}
        yield Finding(KIND, data, what="an object needs an apiVersion and a kind", got=got)
        return
    group = group_of(data)
    fields = fields_of(group, kind)
    if fields is None and is_built_in(group):
        close = get_close_matches(kind, kinds_of(group), n=1)
        fix = f"Did you mean {close[0]!r}?" if close else f"Its kinds: {', '.join(kinds_of(group))}."
        what = f"{version} has no kind {kind}"
        yield Finding(KIND, data, path=("kind",), what=what, fix=fix)
    if fields is not None:
        for key in sorted(map(str, data.keys() - _HEAD - fields)):
            yield _misplaced(data, (key,), f"a {kind} has no field {key!r}", fields)
    metadata = data.get("metadata")
    if not isinstance(metadata, Mapping):
        what, fix = "an object needs metadata", "Give it a name."
        yield Finding(
            FIELD, data, path=("metadata",), what=what, got=MISSING if metadata is None else metadata, fix=fix
        )
        return
    for key in sorted(map(str, metadata.keys() - _METADATA)):
        yield _misplaced(data, ("metadata", key), f"metadata has no field {key!r}", _METADATA)
    yield from _texts(data, metadata)


def _texts(data: Mapping[str, Any], metadata: Mapping[str, Any]) -> Iterator[Finding]:
    """Names are texts, and so are the values of labels and annotations: YAML reads `n` and `1` as others."""
    fix = "Write it in quotes."
    for key in ("name", "generateName", "namespace"):
        if not isinstance(metadata.get(key), (str, type(None))):
            what = f"metadata.{key} must be text"
            yield Finding(FIELD, data, path=("metadata", key), what=what, got=metadata[key], fix=fix)
    for key in ("labels", "annotations"):
        texts = metadata.get(key) or {}
        if not isinstance(texts, Mapping) or not all(isinstance(each, str) for each in texts.values()):
            what = f"metadata.{key} is a map of texts"
            yield Finding(FIELD, data, path=("metadata", key), what=what, got=texts, fix=fix)


def _misplaced(data: Mapping[str, Any], path: tuple[str, ...], what: str, known: frozenset[str]) -> Finding:
    key = path[-1]
    close = get_close_matches(key, known, n=1)
    fix = f"Did you mean {close[0]!r}?" if close else f"Its fields: {', '.join(sorted(known))}."
    if len(path) == 1 and key in _METADATA:
        fix = f"Move it into metadata: metadata.{key}."
    elif len(path) == 1 and "spec" in known and not close:
        fix = f"Move it into spec: spec.{key}."
    return Finding(FIELD, data, path=path, what=what, fix=fix)


def objects_are_unique(objects: ChartObjects) -> Iterator[Finding]:
    """No two objects have one group, kind, namespace and name; those named by the API are left out."""
    seen: dict[tuple[str, str], set[tuple[str, str]]] = {}
    for version, kind, listed in objects.kinds:
        taken = seen.setdefault((version.rpartition("/")[0], kind), set())
        for each in listed:
            metadata = map_at(each, "metadata")
            key = (text_at(metadata, "namespace"), text_at(metadata, "name"))
            if key in taken and key[1]:
                what = f"two objects of kind {kind} must not share a name"
                yield Finding(UNIQUE, each, path=("metadata", "name"), what=what, got=key[1])
            taken.add(key)


def identity_of(data: Mapping[str, Any]) -> tuple[str, str, str | None, str]:
    """Return group, kind, namespace and name: what two objects of a cluster never share."""
    return group_of(data), text_at(data, "kind"), namespace_of(data), name_of(data)
