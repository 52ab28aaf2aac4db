"""The matchers that are no literals; users make them by `Match`."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from k8spatterns_lib.errors import ManifestError
from k8spatterns_lib.manifests.finding import Path
from k8spatterns_lib.testing.matcher import Captured, Matcher, said
from k8spatterns_lib.testing.mismatch import ABSENT, Mismatch
from k8spatterns_lib.testing.quantity import quantity_amount
from k8spatterns_lib.testing.reading import data_in_text


class ArrayWith(Matcher):
    """A list that has items of these patterns in this order, others between them allowed."""

    def __init__(self, patterns: Sequence[Matcher]) -> None:
        self.patterns = patterns

    def test(self, actual: Any, captured: Captured) -> bool:  # noqa: ANN401 - any data
        """Tell whether all patterns are found; each takes the first item that matches."""
        return _is_list(actual) and self._walk(actual, captured)[0] == len(self.patterns)

    def explain(self, actual: Any, path: Path) -> Iterator[Mismatch]:  # noqa: ANN401 - as above
        """Say which pattern is missing, and how the item that is closest to it differs."""
        if not _is_list(actual):
            yield Mismatch(path, said(self), actual)
            return
        reached, place = self._walk(actual, [])
        if reached == len(self.patterns):
            return
        missing = self.patterns[reached]
        tries = [list(missing.explain(item, (*path, index))) for index, item in enumerate(actual[place:], start=place)]
        closest = min(tries, key=len, default=[])
        in_front = any(missing.test(item, []) for item in actual[:place])
        if 0 < len(closest) < missing.size and not in_front:  # a part of the item is right
            yield from closest
        else:
            where = f" behind [{place - 1}]" if place else ""
            yield Mismatch(path, f"an item {said(missing)}{where}", actual)

    def _walk(self, actual: Sequence[Any], captured: Captured) -> tuple[int, int]:
        """Return how many patterns were found, and how many items that took."""
        reached = place = 0
        for number, item in enumerate(actual, start=1):
            if reached == len(self.patterns):
                break
            before = len(captured)
            if self.patterns[reached].test(item, captured):
                reached, place = reached + 1, number
            else:
                del captured[before:]
        return reached, place

    def __repr__(self) -> str:
        return f"a list with {self.patterns!r}"


class ArrayEach(Matcher):
    """A list of which every item is like this; it has one at least."""

    def __init__(self, pattern: Matcher) -> None:
        self.pattern = pattern

    def test(self, actual: Any, captured: Captured) -> bool:  # noqa: ANN401 - any data
        """Tell whether there are items, and all match."""
        return _is_list(actual) and len(actual) > 0 and all(self.pattern.test(each, captured) for each in actual)

    def explain(self, actual: Any, path: Path) -> Iterator[Mismatch]:  # noqa: ANN401 - as above
        """Say where each item differs, or that there is none."""
        if not _is_list(actual) or not actual:
            yield Mismatch(path, said(self), actual)
            return
        for index, item in enumerate(actual):
            yield from self.pattern.explain(item, (*path, index))

    def __repr__(self) -> str:
        return f"a list of {said(self.pattern)}"


class Absent(Matcher):
    """Nothing at all: the key is not there."""

    def test(self, actual: Any, captured: Captured) -> bool:  # noqa: ANN401, ARG002 - as the base has it
        """Tell whether there is nothing."""
        return actual is ABSENT

    def explain(self, actual: Any, path: Path) -> Iterator[Mismatch]:  # noqa: ANN401 - as above
        """Say what is there."""
        if actual is not ABSENT:
            yield Mismatch(path, "nothing", actual)

    def __repr__(self) -> str:
        return "nothing"


class AnyValue(Matcher):
    """Anything, but not nothing."""

    def test(self, actual: Any, captured: Captured) -> bool:  # noqa: ANN401, ARG002 - as the base has it
        """Tell whether there is something."""
        return actual is not ABSENT and actual is not None

    def explain(self, actual: Any, path: Path) -> Iterator[Mismatch]:  # noqa: ANN401 - as above
        """Say that there is nothing."""
        if actual is ABSENT or actual is None:
            yield Mismatch(path, "any value", actual)

    def __repr__(self) -> str:
        return "any value"


class Not(Matcher):
    """Whatever the pattern does not match, a missing key included."""

    def __init__(self, pattern: Matcher) -> None:
        self.pattern = pattern

    def test(self, actual: Any, captured: Captured) -> bool:  # noqa: ANN401, ARG002 - nothing is captured from a no
        """Tell whether the pattern does not match."""
        return not self.pattern.test(actual, [])

    def explain(self, actual: Any, path: Path) -> Iterator[Mismatch]:  # noqa: ANN401 - as above
        """Say that it does."""
        if self.pattern.test(actual, []):
            yield Mismatch(path, said(self), actual)

    def __repr__(self) -> str:
        return f"not {said(self.pattern)}"


class StringLikeRegexp(Matcher):
    """A text in which a regular expression is found."""

    def __init__(self, pattern: re.Pattern[str]) -> None:
        self.pattern = pattern

    def test(self, actual: Any, captured: Captured) -> bool:  # noqa: ANN401, ARG002 - as the base has it
        """Tell whether the expression is found anywhere in the text."""
        return isinstance(actual, str) and self.pattern.search(actual) is not None

    def explain(self, actual: Any, path: Path) -> Iterator[Mismatch]:  # noqa: ANN401 - as above
        """Say that it is not."""
        if not self.test(actual, []):
            yield Mismatch(path, said(self), actual)

    def __repr__(self) -> str:
        return f"text like /{self.pattern.pattern}/"


class Quantity(Matcher):
    """An amount, however it is written: `1Gi` is `1024Mi`, `0.5` is `500m`."""

    def __init__(self, text: str | float) -> None:
        self.text = text
        self.amount = quantity_amount(text)

    def test(self, actual: Any, captured: Captured) -> bool:  # noqa: ANN401, ARG002 - as the base has it
        """Tell whether the amounts are equal."""
        try:
            return not isinstance(actual, bool) and quantity_amount(actual) == self.amount
        except ValueError:
            return False

    def explain(self, actual: Any, path: Path) -> Iterator[Mismatch]:  # noqa: ANN401 - as above
        """Say that they are not."""
        if not self.test(actual, []):
            yield Mismatch(path, said(self), actual)

    def __repr__(self) -> str:
        return f"the quantity {self.text}"


class Serialized(Matcher):
    """A text that holds data in JSON or YAML, such as a file in a ConfigMap."""

    def __init__(self, language: str, pattern: Matcher) -> None:
        self.language = language
        self.pattern = pattern

    def test(self, actual: Any, captured: Captured) -> bool:  # noqa: ANN401 - any data
        """Tell whether the data in the text matches."""
        data = self._data(actual)
        return data is not ABSENT and self.pattern.test(data, captured)

    def explain(self, actual: Any, path: Path) -> Iterator[Mismatch]:  # noqa: ANN401 - as above
        """Say where the data differs, or that there is none."""
        data = self._data(actual)
        if data is ABSENT:
            yield Mismatch(path, f"{self.language} text", actual)
        else:
            yield from self.pattern.explain(data, path)

    def _data(self, actual: object) -> Any:  # noqa: ANN401 - any data
        if not isinstance(actual, str):
            return ABSENT
        try:
            return json.loads(actual) if self.language == "JSON" else data_in_text(actual)
        except (ValueError, ManifestError):
            return ABSENT

    def __repr__(self) -> str:
        return f"{self.language} text of {said(self.pattern)}"


def _is_list(actual: object) -> bool:
    return isinstance(actual, Sequence) and not isinstance(actual, (str, bytes, Mapping))
