"""`Capture`: a pattern that takes a value out of the object that matches."""

from collections.abc import Iterator
from typing import Any

from k8spatterns_lib.manifests.finding import Path
from k8spatterns_lib.testing.matcher import Captured, Matcher, matcher_of
from k8spatterns_lib.testing.mismatch import ABSENT, Mismatch


class Capture(Matcher):
    """Matches any value, or what a pattern matches, and keeps it.

    It keeps a value for each object that the whole assertion matched, in their order;
    `next()` goes from one to the next, the reads speak of the present one.

    Args:
        pattern: What the value has to match. Default: anything.
    """

    def __init__(self, pattern: Any = None) -> None:  # noqa: ANN401 - a matcher or any data
        self._pattern = None if pattern is None else matcher_of(pattern, exact=False)
        self._values: list[Any] = []
        self._index = 0

    def test(self, actual: Any, captured: Captured) -> bool:  # noqa: ANN401 - any data
        """Tell whether there is a value, and note it."""
        if actual is ABSENT or (self._pattern is not None and not self._pattern.test(actual, captured)):
            return False
        captured.append((self, actual))
        return True

    def explain(self, actual: Any, path: Path) -> Iterator[Mismatch]:  # noqa: ANN401 - as above
        """Say that there is nothing to capture, or why it does not match."""
        if actual is ABSENT:
            yield Mismatch(path, "a value to capture", actual)
        elif self._pattern is not None:
            yield from self._pattern.explain(actual, path)

    def keep(self, value: Any) -> None:  # noqa: ANN401 - any data
        """Keep a value; called when the whole pattern has matched."""
        self._values.append(value)

    def next(self) -> bool:
        """Go to the next value; False, and nothing changes, if there is none."""
        if self._index + 1 >= len(self._values):
            return False
        self._index += 1
        return True

    @property
    def values(self) -> tuple[Any, ...]:
        """All values that were kept."""
        return tuple(self._values)

    def as_string(self) -> str:
        """Return the value, which is a text.

        Raises:
            AssertionError: Nothing was captured, or it is of another type.
        """
        text: str = self._read(str)
        return text

    def as_int(self) -> int:
        """Return the value, which is a whole number; as for `as_string`."""
        number: int = self._read(int)
        return number

    def as_number(self) -> float:
        """Return the value, which is a number; as for `as_string`."""
        number: float = self._read(float, int)
        return number

    def as_bool(self) -> bool:
        """Return the value, which is true or false; as for `as_string`."""
        switch: bool = self._read(bool)
        return switch

    def as_list(self) -> list[Any]:
        """Return the value, which is a list; as for `as_string`."""
        items: list[Any] = self._read(list)
        return items

    def as_dict(self) -> dict[str, Any]:
        """Return the value, which is a map; as for `as_string`."""
        fields: dict[str, Any] = self._read(dict)
        return fields

    def _read(self, *kinds: type) -> Any:  # noqa: ANN401 - one of the kinds
        __tracebackhide__ = True
        if not self._values:
            raise AssertionError("Capture: nothing was captured; the assertion that has it comes first")
        value = self._values[self._index]
        if not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds):
            wanted = " or ".join(each.__name__ for each in kinds)
            raise AssertionError(f"Capture: expected {wanted}, got {value!r}")
        return value

    def __repr__(self) -> str:
        return "a value to capture" if self._pattern is None else f"{self._pattern!r} to capture"
