"""Where an object is not what a pattern says, and how that is told: a line a field."""

import os
import shutil
from collections.abc import Iterable, Sequence
from typing import Final

import attrs

from k8spatterns_lib.manifests.finding import Path, path_text


class _Absent:
    """What stands for a field that is not there."""

    def __repr__(self) -> str:
        return "nothing"


ABSENT: Final = _Absent()

_NARROWEST: Final = 60
_LINES: Final = 12
_PYTEST: Final = "E       "
_GREEN: Final = 32
_RED: Final = 31


@attrs.frozen
class Mismatch:
    """A field that is not as expected.

    Args:
        path: The keys and indexes that lead to the field.
        expected: What the pattern says, in words.
        got: What the object has.
    """

    path: Path
    expected: str
    got: object

    @property
    def field(self) -> str:
        """The path as people write it."""
        return path_text(self.path) or "the object"


def shortened(text: str, width: int) -> str:
    """Return `text` on one line of at most `width` columns, with its middle left out if need be."""
    text = " ".join(text.split())
    if len(text) <= width:
        return text
    half = (width - 3) // 2
    return f"{text[: width - 3 - half]}...{text[-half:]}"


def painted(text: str, code: int, *, colour: bool) -> str:
    """Return `text` in an ANSI colour where there is one."""
    return f"\x1b[{code}m{text}\x1b[0m" if colour else text


def field_line(about: str, field: str, expected: str, got: str) -> str:
    """Return `about: field: expected …, got …`, cut to fit into the terminal."""
    width = max(shutil.get_terminal_size().columns - len(_PYTEST), _NARROWEST)
    room = max(width - len(f"{about}: {field}: expected , got "), _NARROWEST // 2)
    expected = shortened(expected, max(room // 2, room - len(got)))
    got = shortened(got, max(room // 2, room - len(expected)))
    colour = wants_colour()
    wanted, came = painted(expected, _GREEN, colour=colour), painted(got, _RED, colour=colour)
    return f"{about}: {field}: expected {wanted}, got {came}"


def lines_of(about: str, mismatches: Sequence[Mismatch]) -> list[str]:
    """Return a line for each mismatch, the first dozen in full."""
    lines = [
        field_line(about, path_text(each.path) or "the object", each.expected, repr(each.got))
        for each in mismatches[:_LINES]
    ]
    if len(mismatches) > _LINES:
        lines.append(f"{about}: and {len(mismatches) - _LINES} more")
    return lines


def listed(names: Iterable[str], *, most: int = _LINES) -> str:
    """Return names by commas, the first of them if there are many."""
    found = list(names)
    more = f" and {len(found) - most} more" if len(found) > most else ""
    return f"{', '.join(found[:most])}{more}" if found else "none"


def wants_colour() -> bool:
    """Tell whether the plugin saw a terminal with colours (and nobody said NO_COLOR)."""
    return _COLOUR[0] and "NO_COLOR" not in os.environ


def set_colour(*, colour: bool) -> None:
    """Say whether there is a terminal with colours."""
    _COLOUR[0] = colour


_COLOUR: Final = [False]
