"""The file of an object: `<object name>.<kind>.yaml`, one object a file.

Names with capitals or `:` (RBAC allows them) are written so that no file system folds
two of them into one; the same kind and name in another API group or namespace gets
the group or namespace in front of its kind.

Source: shared contract of the `dist` tree; Kubernetes docs, "Object Names and IDs".
"""

from collections.abc import Iterable, Mapping
from typing import Any

_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyz0123456789.-")


def file_names(objects: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return a file name for each object, all different, in the order given.

    An object without a name (`generateName`) takes that prefix.
    """
    objects = list(objects)
    names = [f"{_stem(each)}.{each['kind'].lower()}.yaml" for each in objects]
    if len(set(names)) == len(names):
        return names
    times: dict[str, int] = {}
    for name in names:
        times[name] = times.get(name, 0) + 1
    return [name if times[name] == 1 else _longer(each) for name, each in zip(names, objects, strict=True)]


def _stem(each: Mapping[str, Any]) -> str:
    metadata = each["metadata"]
    name: str = metadata.get("name") or metadata.get("generateName", "") + "generated"
    return name if _PLAIN.issuperset(name) else "".join(c if c in _PLAIN else f"_{ord(c):x}_" for c in name)


def _longer(each: Mapping[str, Any]) -> str:
    group = each["apiVersion"].rpartition("/")[0] or "core"
    namespace = each["metadata"].get("namespace")
    middle = f"{namespace}.{group}" if namespace else group
    return f"{_stem(each)}.{middle}.{each['kind'].lower()}.yaml"
