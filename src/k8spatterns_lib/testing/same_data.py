"""Whether two pieces of plain data, or two sets of objects, say the same to a cluster.

Python takes `True` for 1; the API server takes the one and refuses the other.
"""

import json
from collections.abc import Iterable
from typing import Any

from k8spatterns_lib.manifests.objects.plain_data import map_at

Identity = tuple[str, ...]


def same_data(one: object, other: object) -> bool:
    """Tell whether two values are equal, of the same types at every depth; the order of keys does not count."""
    if type(one) is not type(other) or one != other:
        return False
    if isinstance(one, dict) and isinstance(other, dict):
        return all(same_data(each, other[key]) for key, each in one.items())
    if isinstance(one, list) and isinstance(other, list):
        return all(same_data(*each) for each in zip(one, other, strict=True))
    return True


def same_objects(some: Iterable[dict[str, Any]], others: Iterable[dict[str, Any]]) -> bool:
    """Tell whether the same objects are there, in whatever order."""
    one, other = _by_identity(some), _by_identity(others)
    return one.keys() == other.keys() and all(
        len(each) == len(other[key]) and all(same_data(*pair) for pair in zip(each, other[key], strict=True))
        for key, each in one.items()
    )


def _by_identity(objects: Iterable[dict[str, Any]]) -> dict[Identity, list[dict[str, Any]]]:
    """Return the objects of each identity; charts that are looked at together may share one."""
    found: dict[Identity, list[dict[str, Any]]] = {}
    for each in objects:
        metadata = map_at(each, "metadata")
        names = (metadata.get(key) or "" for key in ("namespace", "name", "generateName"))
        found.setdefault((str(each.get("apiVersion")), each["kind"], *names), []).append(each)
    return {key: each if len(each) == 1 else sorted(each, key=_text) for key, each in found.items()}


def _text(each: dict[str, Any]) -> str:
    return json.dumps(each, sort_keys=True, default=repr)
