"""Colours in the words of a failed assertion, where there is a terminal that has them.

Standard library alone: the plugin loads it in every project.
"""

import os
from typing import Final

GREEN: Final = 32
RED: Final = 31

_COLOUR: Final = [False]


def set_colour(*, colour: bool) -> None:
    """Say whether there is a terminal with colours."""
    _COLOUR[0] = colour


def painted(text: str, code: int) -> str:
    """Return `text` in an ANSI colour where there is a terminal with colours (and nobody said NO_COLOR)."""
    return f"\x1b[{code}m{text}\x1b[0m" if _COLOUR[0] and not os.environ.get("NO_COLOR") else text
