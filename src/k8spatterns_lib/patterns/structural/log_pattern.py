r"""`LogPattern`: a regular expression that means the same to Python and to fluent-bit.

fluent-bit takes Onigmo, in Ruby's syntax; an expression is checked here, where it is written,
by Python. Accepted is only what both read alike: literals, classes, `\d \w \s \b`, groups
(`(?P<name>…)`, `(?:…)`, `(?>…)`), alternatives, greedy and lazy quantifiers and `(?i)`.
Refused: lookarounds, references to groups, conditions, other flags, sets within classes,
possessive quantifiers and repeated groups that can be empty (Onigmo can loop for ever on
them), `(?:a+?)+`, `{2}?`, and letters beyond ASCII under `(?i)`. In fluent-bit `\d`, `\w` and
`\s` are of ASCII, `\b` knows all letters.

Source: Onigmo, "Regular Expressions" (doc/RE); Python `re`; Fluent Bit 4.2 manual, "Regular
expression" (parsers).
"""

import re
from typing import Final, Never

import attrs

from k8spatterns_lib.errors import SettingError
from k8spatterns_lib.patterns.structural.log_pattern_loops import refuse_loops

_ESCAPED_LETTERS: Final = frozenset("dDwWsSbAZtnrf")
_IN_CLASS: Final = frozenset("dDwWsStnrf")
_GROUP: Final = re.compile(r"\(\?(?:P<([a-z][a-z0-9_]*)>|:|>|i\)|i:)")
_QUANTIFIER: Final = re.compile(r"\{(?:(\d{1,4})|\d{1,4},\d{0,4}|,\d{1,4})\}")
_SET_OPERATORS: Final = ("&&", "--", "||", "~~")


@attrs.frozen
class LogPattern:
    """A regular expression for a line of a log.

    Args:
        text: In Python's syntax.
        where: What an error should name.

    Raises:
        SettingError: It is no expression, or the two do not read it alike.
    """

    text: str
    where: str

    def __attrs_post_init__(self) -> None:
        if not isinstance(self.text, str):
            raise SettingError(self.where, "the pattern must be text", got=self.text, fix=r'Write r"(?P<message>.*)".')
        refuse_loops(self._parts(), self.text, self.where)
        if "(?i" in self.text and not self.text.isascii():
            fix = "Write both cases in a class, such as [Éé], or keep to ASCII."
            raise SettingError(self.where, "(?i) is for letters of ASCII alone", got=self.text, fix=fix)
        try:
            re.compile(self.text, re.ASCII)
        except (re.error, OverflowError, RecursionError) as error:
            raise SettingError(
                self.where, "the pattern is no expression", got=self.text, fix=f"Mend it: {error}."
            ) from None

    @property
    def groups(self) -> tuple[str, ...]:
        """The names of its groups, in their order."""
        return tuple(re.compile(self.text, re.ASCII).groupindex)

    @property
    def for_fluent_bit(self) -> str:
        """The expression in Onigmo's syntax."""
        written = "".join(f"(?{each[3:]}" if each.startswith("(?P<") else each for each in self._parts())
        # fluent-bit takes /…/ for delimiters.
        return f"\\{written}" if written.startswith("/") else written

    def _parts(self) -> list[str]:
        """Return the smallest parts that have a meaning of their own."""
        parts: list[str] = []
        at = 0
        while at < len(self.text):
            parts.append(self._step(at))
            at += len(parts[-1])
        return parts

    def _step(self, at: int) -> str:
        here = self.text[at]
        if here == "\\":
            return self._escape(at, _ESCAPED_LETTERS)
        if here == "[":
            return self._class(at)
        if self.text.startswith("(?", at):
            group = _GROUP.match(self.text, at)
            if group is None:
                fix = "Use (?P<name>…) with a name of a-z, 0-9 and '_', (?:…), (?>…), or (?i) in front."
                self._refuse(at, 4, fix)
            return group[0]
        if here in "*+?":
            return self._quantified(at, here)
        if here == "{":
            return self._counted(at)
        if self.text.startswith("${", at):
            self._refuse(at, 2, "fluent-bit would put a variable there: write [$]{ or leave it out.")
        return here

    def _escape(self, at: int, letters: frozenset[str]) -> str:
        escaped = self.text[at + 1 : at + 2]
        if escaped.isascii() and escaped.isalnum() and escaped not in letters:
            fix = f"Escape only {' '.join(sorted(letters))} and punctuation."
            self._refuse(at, 2, fix)
        return self.text[at : at + 2]

    def _class(self, at: int) -> str:
        end = at + (2 if self.text.startswith("[^", at) else 1)
        if self.text.startswith("]", end):
            self._refuse(at, 3, r"Write \] for a bracket in a class.")
        while end < len(self.text) and self.text[end] != "]":
            if self.text[end] == "[":
                self._refuse(end, 2, r"Write \[ for a bracket in a class; there are no classes within classes.")
            if self.text.startswith(_SET_OPERATORS, end):
                self._refuse(end, 2, "Escape the second one: this would be an operation on sets.")
            end += len(self._escape(end, _IN_CLASS)) if self.text[end] == "\\" else 1
        return self.text[at : end + 1]

    def _quantified(self, at: int, sign: str) -> str:
        after = self.text[at + len(sign) : at + len(sign) + 1]
        if after == "+":
            self._refuse(at, len(sign) + 1, "Leave the last sign out, or put the part before it into (?>…).")
        return f"{sign}?" if after == "?" else sign

    def _counted(self, at: int) -> str:
        found = _QUANTIFIER.match(self.text, at)
        if found is None:
            self._refuse(at, 4, r"Write \{ for a brace, or a quantifier such as {2,3}.")
        if self.text.startswith("?", found.end()) and found[1] is not None:
            self._refuse(at, len(found[0]) + 1, "Leave the last sign out: there is nothing to choose.")
        return self._quantified(at, found[0])

    def _refuse(self, at: int, length: int, fix: str) -> Never:
        part = self.text[at : at + length]
        raise SettingError(self.where, "fluent-bit would read this part of the pattern otherwise", got=part, fix=fix)
