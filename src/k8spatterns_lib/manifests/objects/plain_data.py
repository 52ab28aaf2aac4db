"""Reads plain data whose shape nobody promised: what is missing or of another type is empty.

Checks run on objects of others too. Whether a field has the right type is for the schema to
say; a check must only not fall over it.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

_NO_MAP: Final[Mapping[str, Any]] = {}
_NO_LIST: Final[tuple[Mapping[str, Any], ...]] = ()


def map_at(data: Mapping[str, Any], *path: str) -> Mapping[str, Any]:
    """Return the map at `path`; an empty one if there is none."""
    for key in path:
        found = data.get(key)
        if type(found) is not dict and not isinstance(found, Mapping):  # the first is true nearly always, and quick
            return _NO_MAP
        data = found
    return data


def maps_at(data: Mapping[str, Any], key: str) -> Sequence[Mapping[str, Any]]:
    """Return the list of maps at `key`; items that are no maps are empty ones, so that positions hold."""
    found = data.get(key)
    if not isinstance(found, (list, tuple)):
        return _NO_LIST
    for each in found:
        if type(each) is not dict:
            return [each if isinstance(each, Mapping) else _NO_MAP for each in found]
    return found


def text_at(data: Mapping[str, Any], key: str) -> str:
    """Return the text at `key`; an empty one if there is none."""
    found = data.get(key)
    return found if isinstance(found, str) else ""


def items_of(data: Mapping[str, Any]) -> Sequence[Mapping[str, Any]] | None:
    """Return the objects that a `List` stands for, as `kubectl apply` takes it; None for any other object."""
    items = data.get("items")
    return maps_at(data, "items") if data.get("kind") == "List" and isinstance(items, (list, tuple)) else None


def group_of(data: Mapping[str, Any]) -> str:
    """Return the API group of an object: "apps" for `apps/v1`, "" for `v1`."""
    return text_at(data, "apiVersion").rpartition("/")[0]


def namespace_of(data: Mapping[str, Any]) -> str | None:
    """Return the namespace of an object; None if none is written."""
    return text_at(map_at(data, "metadata"), "namespace") or None


def name_of(data: Mapping[str, Any]) -> str:
    """Return the name of an object; empty if it has none, or gets one when it is made."""
    return text_at(map_at(data, "metadata"), "name")
