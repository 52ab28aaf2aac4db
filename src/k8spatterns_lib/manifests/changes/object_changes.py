"""What a change of objects does to a running cluster: re-creates, rolls pods, or neither.

Source: Kubernetes docs, "Deployments" (a rollout starts if and only if the pod template
changes), "StatefulSets", "DaemonSets"; what can not change in place: `immutable_fields`.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final, Literal

import attrs

from k8spatterns_lib.errors import MISSING
from k8spatterns_lib.manifests.changes.field_changes import FieldChange, Path, field_changes
from k8spatterns_lib.manifests.changes.immutable_fields import immutable_field

Effect = Literal["added", "removed", "re-create", "rolls pods", "in place", "cosmetic"]
Data = Mapping[str, Any]
Identity = tuple[str, str, str, str]

_ROLLING: Final = frozenset({"Deployment", "StatefulSet", "DaemonSet"})
_TEMPLATE: Final[Path] = ("spec", "template")
_COSMETIC: Final = (("metadata", "labels"), ("metadata", "annotations"))


@attrs.frozen
class ObjectChange:
    """One difference of an object, and what it does.

    Args:
        kind: The object's kind.
        name: Its name, with its namespace in front where it has one.
        field: The path of the field; "" for a whole object.
        old: What it was.
        new: What it is.
        effect: What applying it does.
        source: The rule's source, for a re-create.
    """

    kind: str
    name: str
    field: str
    old: Any
    new: Any
    effect: Effect
    source: str = ""

    def __str__(self) -> str:
        what = f"{self.kind} {self.name!r}"
        if not self.field:
            return f"{what}: {self.effect}"
        return f"{what}: {self.field}: {self.old!r} -> {self.new!r} ({self.effect})"


def object_changes(old: Iterable[Data], new: Iterable[Data]) -> list[ObjectChange]:
    """Return every difference between two sets of objects, in the order of the old and then of the new.

    Objects that share an identity, such as those of two charts, are compared in their order.
    """
    before, after = _numbered(old), _numbered(new)
    changes: list[ObjectChange] = []
    for key, obj in before.items():
        if key in after:
            changes += [_change(each, obj, after[key]) for each in field_changes(obj, after[key])]
        else:
            changes.append(ObjectChange(obj["kind"], _name(obj), "", obj, MISSING, "removed"))
    for key, obj in after.items():
        if key not in before:
            changes.append(ObjectChange(obj["kind"], _name(obj), "", MISSING, obj, "added"))
    return changes


def _numbered(objects: Iterable[Data]) -> dict[tuple[Identity, int], Data]:
    times: dict[Identity, int] = {}
    found: dict[tuple[Identity, int], Data] = {}
    for each in objects:
        key = identity(each)
        times[key] = times.get(key, 0) + 1
        found[key, times[key]] = each
    return found


def identity(obj: Data) -> Identity:
    """Return what makes an object the same one: its API group, kind, namespace and name."""
    metadata = obj.get("metadata") or {}
    group = str(obj.get("apiVersion", "")).rpartition("/")[0]
    name = metadata.get("name") or metadata.get("generateName", "")
    return group, obj["kind"], metadata.get("namespace") or "", name


def _name(obj: Data) -> str:
    _, _, namespace, name = identity(obj)
    return f"{namespace}/{name}" if namespace else name


def _change(change: FieldChange, old: Data, new: Data) -> ObjectChange:
    rule = immutable_field(change, old, new)
    effect: Effect = "re-create" if rule is not None else _effect(change, old["kind"])
    source = "" if rule is None else rule.source
    return ObjectChange(old["kind"], _name(old), change.text, change.old, change.new, effect, source)


def _effect(change: FieldChange, kind: str) -> Effect:
    if kind in _ROLLING and change.path[:2] == _TEMPLATE:
        return "rolls pods"
    return "cosmetic" if change.path[:2] in _COSMETIC else "in place"
