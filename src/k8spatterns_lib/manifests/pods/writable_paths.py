"""The names of the empty volumes behind `writable=` paths.

A container alone in its pod, or first to ask, gets short names (`tmp`); one whose names are
taken gets its own name behind them (`tmp-git-sync`), so no two containers share scratch space
by accident.
"""

from functools import lru_cache
from hashlib import sha256
from typing import Final

from k8spatterns_lib.values.container import Container

_LONGEST: Final = 63
_HASH: Final = 8


@lru_cache(maxsize=256)
def writable_volumes(container: Container, *, apart: bool) -> tuple[tuple[str, str], ...]:
    """Return each writable path of `container` with the name of its volume, in the given order.

    Args:
        container: The container.
        apart: Whether its short names are taken in its pod.
    """
    names: dict[str, str] = {}
    for path in container.writable:
        slug = _slug(path)
        name = label_text(f"{slug}-{container.name}" if apart else slug)
        number = 1
        while name in names:
            number += 1
            name = label_text(f"{slug}-{number}-{container.name}" if apart else f"{slug}-{number}")
        names[name] = path
    return tuple((path, name) for name, path in names.items())


def label_text(text: str, *, longest: int = _LONGEST) -> str:
    """Return `text`, shortened to `longest` by a hash in place of its end if it is longer."""
    if len(text) <= longest:
        return text
    return f"{text[: longest - _HASH - 1].rstrip('-.')}-{sha256(text.encode()).hexdigest()[:_HASH]}"


def _slug(path: str) -> str:
    words = "".join(each if each.isascii() and each.isalnum() else " " for each in path.lower()).split()
    return "-".join(words) or "root"
