"""What every matcher can do, and the matchers of literals: values, lists and maps.

A matcher answers twice: `test` says yes or no and is fast, `explain` says where an object
differs and is asked only after a no.

Decided here: how literals match. Decided elsewhere: all other matchers (`matchers`), and
under which names users find them (`match`).
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, Protocol

from k8spatterns_lib.manifests.finding import Path
from k8spatterns_lib.testing.mismatch import ABSENT, Mismatch, Words


class Keeper(Protocol):
    """Something that keeps values: a capture."""

    def keep(self, value: Any) -> None:  # noqa: ANN401 - any data
        """Keep a value; called when the whole pattern has matched."""
        ...


Captured = list[tuple[Keeper, Any]]
"""What captures saw so far; it counts only if the whole pattern matches."""


class Matcher(ABC):
    """A part of a pattern that is no literal."""

    @abstractmethod
    def test(self, actual: Any, captured: Captured) -> bool:  # noqa: ANN401 - any data
        """Tell whether `actual` (`ABSENT` if there is nothing) matches."""

    @abstractmethod
    def explain(self, actual: Any, path: Path) -> Iterator[Mismatch]:  # noqa: ANN401 - as above
        """Say where `actual` differs; nothing if it matches."""

    @property
    def size(self) -> int:
        """How many fields can differ."""
        return 1


class Literal(Matcher):
    """A value that has to be equal; maps match partially (`exact=False`) or exactly.

    Lists have to be of the same length in both cases. `True` is not 1, and 1 is 1.0.
    """

    __slots__ = ("exact", "keys", "value")

    def __init__(self, value: Any, *, exact: bool) -> None:  # noqa: ANN401 - any data
        self.exact = exact
        self.value: Any = value
        self.keys: Final[frozenset[Any]] = frozenset(value) if isinstance(value, Mapping) else frozenset()
        if isinstance(value, Mapping):
            self.value = {key: matcher_of(each, exact=exact) for key, each in value.items()}
        elif isinstance(value, (list, tuple)):
            self.value = [matcher_of(each, exact=exact) for each in value]

    def test(self, actual: Any, captured: Captured) -> bool:  # noqa: ANN401 - any data
        """Tell whether `actual` is the literal."""
        wanted = self.value
        kind = type(wanted)
        if kind is dict:
            return _is_map(actual) and self._fits_map(actual, captured)
        if kind is list:
            return _is_list(actual) and self._fits_list(actual, captured)
        return same(actual, wanted)

    def _fits_map(self, actual: Mapping[str, Any], captured: Captured) -> bool:
        if self.exact and not actual.keys() <= self.keys:
            return False
        return all(each.test(actual.get(key, ABSENT), captured) for key, each in self.value.items())

    def _fits_list(self, actual: Sequence[Any], captured: Captured) -> bool:
        if len(actual) != len(self.value):
            return False
        return all(each.test(found, captured) for each, found in zip(self.value, actual, strict=True))

    def explain(self, actual: Any, path: Path) -> Iterator[Mismatch]:  # noqa: ANN401 - any data
        """Say which fields differ."""
        wanted = self.value
        if type(wanted) is dict and _is_map(actual):
            for key, each in wanted.items():
                yield from each.explain(actual.get(key, ABSENT), (*path, key))
            if self.exact:
                for key in actual:
                    if key not in self.keys:
                        yield Mismatch((*path, key), "nothing", actual[key])
        elif type(wanted) is list and _is_list(actual):
            if len(actual) != len(wanted):
                yield Mismatch(path, _items(wanted), Words(_items(actual)))
            for index, (each, found) in enumerate(zip(wanted, actual, strict=False)):
                yield from each.explain(found, (*path, index))
        elif not self.test(actual, []):
            yield Mismatch(path, said(self), actual, literal=wanted)

    @property
    def size(self) -> int:
        """How many fields the literal has, at every depth."""
        if type(self.value) is dict:
            return sum(each.size for each in self.value.values())
        return 1

    def __repr__(self) -> str:
        return repr(self.value)


def _is_map(value: object) -> bool:
    return type(value) is dict or isinstance(value, Mapping)  # the first is true nearly always, and quick


def _is_list(value: object) -> bool:
    return type(value) is list or (isinstance(value, Sequence) and not isinstance(value, (str, bytes)))


def matcher_of(pattern: Any, *, exact: bool) -> Matcher:  # noqa: ANN401 - a matcher or any data
    """Return the pattern itself if it is a matcher, else the matcher of a literal."""
    return pattern if isinstance(pattern, Matcher) else Literal(pattern, exact=exact)


def same(actual: object, wanted: object) -> bool:
    """Tell whether two single values are equal as Kubernetes takes them: `True` is not 1."""
    return (actual is True or actual is False) == (wanted is True or wanted is False) and actual == wanted


def _items(found: Sequence[Any]) -> str:
    return "1 item" if len(found) == 1 else f"{len(found)} items"


def said(matcher: Matcher) -> str:
    """Return a matcher in words."""
    return repr(matcher)
