"""The objects of a template by kind and name, so that a question looks only at those that can be meant."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from k8spatterns_lib.manifests.objects.plain_data import map_at
from k8spatterns_lib.testing.matcher import Literal, Matcher


class ObjectIndex:
    """Objects by kind, and by kind and name; each list is in the order in which they came."""

    def __init__(self, objects: Iterable[dict[str, Any]]) -> None:
        self._of_kind: dict[str, list[dict[str, Any]]] = {}
        self._named: dict[tuple[str, str], list[dict[str, Any]]] = {}
        for each in objects:
            self._of_kind.setdefault(each["kind"], []).append(each)
            self._named.setdefault((each["kind"], str(map_at(each, "metadata").get("name", ""))), []).append(each)

    @property
    def kinds(self) -> list[str]:
        """The kinds that are there, sorted."""
        return sorted(self._of_kind)

    def of_kind(self, kind: str) -> list[dict[str, Any]]:
        """Return the objects of a kind."""
        return self._of_kind.get(kind, [])

    def named(self, kind: str, name: str, *, namespace: str | None = None) -> list[dict[str, Any]]:
        """Return the objects of a kind and name; of one namespace, if it is given."""
        found = self._named.get((kind, name), [])
        return [each for each in found if namespace in {None, map_at(each, "metadata").get("namespace")}]

    def meant(self, kind: str, matcher: Matcher) -> list[dict[str, Any]]:
        """Return those of a kind with the name that the pattern has; if it has none, or none is there, all."""
        name = _name_in(matcher)
        return self.of_kind(kind) if name is None else self._named.get((kind, name)) or self.of_kind(kind)


def names_of(objects: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Return what the objects are called, for a message."""
    metadata = (map_at(each, "metadata") for each in objects)
    return (str(each.get("name") or each.get("generateName") or "one without a name") for each in metadata)


def _name_in(matcher: Matcher) -> str | None:
    """Return the name that a pattern asks for in so many words; None if it does not."""
    for key in ("metadata", "name"):
        if not isinstance(matcher, Literal) or not isinstance(matcher.value, dict) or key not in matcher.value:
            return None
        matcher = matcher.value[key]
    return matcher.value if isinstance(matcher, Literal) and isinstance(matcher.value, str) else None
