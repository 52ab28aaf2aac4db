"""A peer: one program that writes the model's objects, and how it is started."""

from collections.abc import Callable
from pathlib import Path
from typing import Literal

import attrs

Command = Callable[[Path, Path], tuple[str, ...]]
"""What is run for an input file and an output directory."""


class LeftOutError(Exception):
    """A peer can not be measured on this machine; the message says why, in one line."""


@attrs.frozen(kw_only=True)
class Peer:
    """A program that is measured.

    Args:
        name: By which it is chosen on the command line.
        title: What the table calls it.
        prepare: Builds what is not to be measured, and returns the command.
            Raises `LeftOutError` where this machine can not build it.
        writes: Whether its tree equals the model, or holds the model and more.
        at_most: Left out with more objects unless it was asked for by name. Default: no limit.
        only_at: The one size that it is for. Default: all sizes.
    """

    name: str
    title: str
    prepare: Callable[[], Command]
    writes: Literal["the model", "more"] = "the model"
    at_most: int | None = None
    only_at: int | None = None
