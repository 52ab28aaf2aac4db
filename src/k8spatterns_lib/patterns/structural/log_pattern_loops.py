"""Repetitions in a `LogPattern` that Onigmo reads otherwise than Python, or never ends on.

Source: Onigmo, regcomp.c (empty loops, reduction of nested quantifiers); found by comparing
both on random expressions.
"""

from collections.abc import Iterable
from typing import Final

import attrs

from k8spatterns_lib.errors import SettingError

_ANCHORS: Final = frozenset({"^", "$", r"\A", r"\Z", r"\b", "(?i)"})
_MAY_BE_NONE: Final = ("*", "?", "{0", "{,")


@attrs.define
class _Part:
    """A part of a branch: whether it can be empty, is a group, and which quantifier is all there is to it."""

    can_be_empty: bool
    is_group: bool = False
    quantifier: str = ""


@attrs.define
class _Group:
    """The branches of a group, each a list of parts."""

    has_name: bool
    branches: list[list[_Part]] = attrs.field(factory=lambda: [[]])

    def as_part(self) -> _Part:
        can_be_empty = any(all(part.can_be_empty for part in branch) for branch in self.branches)
        alone = not self.has_name and [len(branch) for branch in self.branches] == [1]
        return _Part(can_be_empty, is_group=True, quantifier=self.branches[0][0].quantifier if alone else "")


def refuse_loops(parts: Iterable[str], text: str, where: str) -> None:
    """Refuse a repeated group that can be empty, and a lazy repetition of a repetition.

    Args:
        parts: The pattern's smallest parts; that they fit each other is not checked here.
        text: The pattern.
        where: What an error should name.

    Raises:
        SettingError: There is such a group.
    """
    groups = [_Group(has_name=False)]
    for part in parts:
        branch = groups[-1].branches[-1]
        if part == "|":
            groups[-1].branches.append([])
        elif part == ")" and len(groups) > 1:
            closed = groups.pop()
            groups[-1].branches[-1].append(closed.as_part())
        elif part.startswith("(") and part != "(?i)":
            groups.append(_Group(has_name=part.startswith("(?P<")))
        elif part[0] in "*+?{" and branch:
            _repeat(branch[-1], part, text, where)
        else:
            branch.append(_Part(part in _ANCHORS))


def _repeat(part: _Part, quantifier: str, text: str, where: str) -> None:
    if part.is_group and part.can_be_empty:
        fix = "Make a part of it necessary, or leave the quantifier behind it out."
        raise SettingError(where, f"a group before {quantifier} must not be able to be empty", got=text, fix=fix)
    if part.is_group and part.quantifier and (_is_lazy(part.quantifier) or _is_lazy(quantifier)):
        fix = "Leave one of the two quantifiers out."
        raise SettingError(where, f"{quantifier} must not repeat {part.quantifier} alone", got=text, fix=fix)
    part.quantifier = quantifier
    part.can_be_empty = part.can_be_empty or quantifier.startswith(_MAY_BE_NONE)


def _is_lazy(quantifier: str) -> bool:
    return len(quantifier) > 1 and quantifier.endswith("?")
