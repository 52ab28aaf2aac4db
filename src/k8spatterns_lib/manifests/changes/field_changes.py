"""Which fields of an object changed, each as one path.

Items of lists that Kubernetes merges by a key (containers by name, ports by number) are
compared by that key, so that an insertion in front does not change all that follow.

Source: Kubernetes API reference, `x-kubernetes-list-map-keys` and `patchMergeKey`.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import attrs

from k8spatterns_lib.errors import MISSING

Path = tuple[str | int, ...]

_KEYS: Final[Mapping[str, tuple[str, ...]]] = {
    "containers": ("name",),
    "initContainers": ("name",),
    "ephemeralContainers": ("name",),
    "volumes": ("name",),
    "env": ("name",),
    "ports": ("name", "containerPort", "port"),
    "volumeMounts": ("mountPath",),
    "volumeDevices": ("devicePath",),
    "hostAliases": ("ip",),
    "imagePullSecrets": ("name",),
    "volumeClaimTemplates": ("metadata",),
    "conditions": ("type",),
    "versions": ("name",),
    "topologySpreadConstraints": ("topologyKey",),
}


@attrs.frozen
class FieldChange:
    """A field that differs.

    Args:
        path: The keys that lead to it; an item of a list by its merge key, else by its index.
        old: What it was; `MISSING` if it was not there.
        new: What it is; `MISSING` if it is not there any more.
    """

    path: Path
    old: Any
    new: Any

    @property
    def text(self) -> str:
        """The path as people write it: `spec.template.spec.containers[web].image`."""
        return path_text(self.path)


def field_changes(old: Any, new: Any, path: Path = ()) -> Iterator[FieldChange]:  # noqa: ANN401 - any data
    """Yield the fields that differ, in the order of the old object and then of the new one."""
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        yield from _in_maps(old, new, path)
    elif isinstance(old, (list, tuple)) and isinstance(new, (list, tuple)):
        yield from _in_lists(old, new, path)
    elif type(old) is not type(new) or old != new:
        yield FieldChange(path, old, new)


def path_text(path: Path) -> str:
    """Return a path as people write it: `spec.containers[web].image`, `labels["app.io/name"]`."""
    text, in_list = "", False
    for part in path:
        if isinstance(part, int) or in_list:
            text += f"[{part}]"
        elif part.replace("-", "").replace("_", "").isalnum():
            text += f".{part}" if text else part
        else:
            text += f'["{part}"]'
        in_list = part in _KEYS and not in_list
    return text or "the object"


def _in_maps(old: Mapping[Any, Any], new: Mapping[Any, Any], path: Path) -> Iterator[FieldChange]:
    for key, before in old.items():
        if key in new:
            yield from field_changes(before, new[key], (*path, key))
        else:
            yield FieldChange((*path, key), before, MISSING)
    for key, after in new.items():
        if key not in old:
            yield FieldChange((*path, key), MISSING, after)


def _in_lists(old: Sequence[Any], new: Sequence[Any], path: Path) -> Iterator[FieldChange]:
    before, after = _by_key(path, old), _by_key(path, new)
    if before is None or after is None:
        yield from _in_maps(dict(enumerate(old)), dict(enumerate(new)), path)
        return
    yield from _in_maps(before, after, path)
    if before.keys() == after.keys() and list(before) != list(after):
        yield FieldChange((*path, "order"), list(before), list(after))


def _by_key(path: Path, items: Sequence[Any]) -> dict[str, Any] | None:
    """Return the items by their merge key; None if the list has none, or two items share one."""
    keys = _KEYS.get(str(path[-1]), ()) if path else ()
    found: dict[str, Any] = {}
    for item in items:
        key = next((item[each] for each in keys if isinstance(item, Mapping) and each in item), None)
        if isinstance(key, Mapping):
            key = key.get("name")
        if key is None or str(key) in found:
            return None
        found[str(key)] = item
    return found if keys else None
