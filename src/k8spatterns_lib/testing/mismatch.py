"""Where an object is not what a pattern says, and how that is told: field by field.

Decided here: how values, texts of many lines and long lists are cut so that what matters is seen.
Decided elsewhere: colours (`colour`).
"""

import shutil
import textwrap
from collections.abc import Iterable, Sequence
from itertools import zip_longest
from typing import Final

import attrs

from k8spatterns_lib.manifests.finding import Path, path_text
from k8spatterns_lib.testing.colour import GREEN, RED, painted


class _Absent:
    """What stands for a field that is not there."""

    def __repr__(self) -> str:
        return "nothing"


class Words(str):
    """What is said about a value in place of the value."""

    __slots__ = ()
    __repr__ = str.__str__


ABSENT: Final = _Absent()

_NARROWEST: Final = 40
_SHORT: Final = 40
"""Values that take no more columns together stand behind the field, however long its path is; names likewise."""
_MOST: Final = 12
"""So many fields of an object, and names in a list, are told."""
_LINES_IN_ALL: Final = 40
_PYTEST: Final = "E       AssertionError: "
_DOTS: Final = "..."
_INDENT: Final = "  "
_EXPECTED: Final = "expected "
_GOT: Final = "got      "
_AROUND: Final = 6
"""How much of what two long texts share is shown in front of their difference, and behind it."""


@attrs.frozen
class Mismatch:
    """A field that is not as expected.

    Args:
        path: The keys and indexes that lead to the field.
        expected: What the pattern says, in words.
        got: What the object has.
        literal: The value that the pattern has, if it is one. Default: it is another pattern.
    """

    path: Path
    expected: str
    got: object
    literal: object = ABSENT

    def lines(self, about: str) -> list[str]:
        """Return what is said about a field of an object; as `field_lines`."""
        field = path_text(self.path) or "the object"
        if isinstance(self.literal, str) and isinstance(self.got, str):
            return difference_lines(about, field, self.literal, self.got)
        return field_lines(about, field, self.expected, repr(self.got))


def difference_lines(about: str, field: str, old: object, new: object) -> list[str]:
    """Return what differs between two values; of texts of many lines, the first that differs. As `field_lines`."""
    if not isinstance(old, str) or not isinstance(new, str) or "\n" not in old + new:
        return field_lines(about, field, repr(old), repr(new))
    pairs = zip_longest(old.split("\n"), new.split("\n"), fillvalue=ABSENT)
    number, (before, after) = next(each for each in enumerate(pairs, start=1) if each[1][0] != each[1][1])
    return field_lines(about, f"{field}, line {number}", repr(before), repr(after))


def field_lines(about: str, field: str, expected: str, got: str) -> list[str]:
    """Return `about: field: expected …, got …`; values that are too long stand on lines of their own, cut to fit."""
    expected, got = (" ".join(each.splitlines()) for each in (expected, got))
    if len(expected) + len(got) <= max(width() - len(f"{about}: {field}: expected , got "), _SHORT):
        return [f"{about}: {field}: expected {painted(expected, GREEN)}, got {painted(got, RED)}"]
    room = width() - len(f"{_INDENT}{_EXPECTED}")
    expected, got = _cut_to_difference(expected, got, room)
    return [
        f"{about}: {field}:",
        f"{_INDENT}{_EXPECTED}{painted(_shortened(expected, room), GREEN)}",
        f"{_INDENT}{_GOT}{painted(_shortened(got, room), RED)}",
    ]


def width() -> int:
    """Return how many columns a line may take, behind what pytest writes in front of a message."""
    return max(shutil.get_terminal_size().columns - len(_PYTEST), _NARROWEST)


def lines_of(about: str, mismatches: Sequence[Mismatch]) -> list[str]:
    """Return what is said about each mismatch, the first dozen in full."""
    lines = [line for each in mismatches[:_MOST] for line in each.lines(about)]
    if len(mismatches) > _MOST:
        lines.append(f"{about}: and {len(mismatches) - _MOST} more")
    return lines


def joined(lines: Sequence[str]) -> str:
    """Return lines as one message, the first of them if there are many."""
    more = [f"and {len(lines) - _LINES_IN_ALL} lines more"] if len(lines) > _LINES_IN_ALL else []
    return "\n".join([*lines[:_LINES_IN_ALL], *more])


def listed(names: Iterable[str]) -> str:
    """Return names by commas, the first dozen if there are many."""
    found = list(names)
    more = f" and {len(found) - _MOST} more" if len(found) > _MOST else ""
    return f"{', '.join(found[:_MOST])}{more}" if found else "none"


def with_names(said: str, names: Iterable[str]) -> str:
    """Return `said: names`, with the names on lines of their own if they do not fit behind it."""
    text = listed(names)
    if len(text) <= max(width() - len(f"{said}: "), _SHORT):
        return f"{said}: {text}"
    lines = textwrap.wrap(text, width(), initial_indent=_INDENT, subsequent_indent=_INDENT, break_on_hyphens=False)
    return "\n".join([f"{said}:", *lines])


def _shortened(text: str, room: int) -> str:
    """Return at most `room` columns of a text, with its middle left out if need be."""
    if len(text) <= room:
        return text
    half = (room - len(_DOTS)) // 2
    return f"{text[: room - len(_DOTS) - half]}{_DOTS}{text[-half:]}"


def _cut_to_difference(one: str, other: str, room: int) -> tuple[str, str]:
    """Return two texts without most of what they share at their ends, if one is too long for a line."""
    if max(len(one), len(other)) <= room:
        return one, other
    start = _shared(one, other)
    end = _shared(one[start:][::-1], other[start:][::-1])
    head, tail = max(start - _AROUND, 0), max(end - _AROUND, 0)
    return _without_ends(one, head, tail), _without_ends(other, head, tail)


def _shared(one: str, other: str) -> int:
    """Return how many letters two texts share at their start."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((place for place, (left, right) in pairs if left != right), min(len(one), len(other)))


def _without_ends(text: str, head: int, tail: int) -> str:
    behind = text[: len(text) - tail] + _DOTS if tail > len(_DOTS) else text
    return _DOTS + behind[head:] if head > len(_DOTS) else behind
