"""Which of several objects was meant when none has what was asked for: the one that a refusal tells of."""

from collections.abc import Iterable
from typing import Any, Final

from k8spatterns_lib.testing.matcher import Matcher
from k8spatterns_lib.testing.mismatch import ABSENT

_FAR: Final = 1000
"""More mismatches than anybody counts."""
_NOTHING: Final = 2
"""How many mismatches a field counts for that is not there."""


def closest_of(candidates: Iterable[dict[str, Any]], matcher: Matcher) -> dict[str, Any]:
    """Return the object that differs least, the first of several; another value is nearer than none at all."""
    closest: dict[str, Any] = {}
    least = _FAR
    for each in candidates:
        far = 0
        for mismatch in matcher.explain(each, ()):
            far += _NOTHING if mismatch.got is ABSENT else 1
            if far >= least:
                break
        if far < least or not closest:
            closest, least = each, far
    return closest
