"""The repair for a name that is not known: the one that was meant, or all there are."""

import difflib
from collections.abc import Iterable


def did_you_mean(name: object, known: Iterable[str], *, among: str = "There are") -> str:
    """Return `Did you mean 'x'?` if a known name is close, else a list of them after `among`."""
    names = list(dict.fromkeys(known))
    close = difflib.get_close_matches(str(name), names, n=1)
    return f"Did you mean {close[0]!r}?" if close else f"{among}: {', '.join(names) or 'none'}."
