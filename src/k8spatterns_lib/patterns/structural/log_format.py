"""`LogFormat`: how the lines of a log are read, and how they become the normal form.

Decided here: the settings that say so, what they must be, and fluent-bit's words for them.
Decided elsewhere: which expressions are accepted (`log_pattern`).

Source: Fluent Bit 4.2 manual, "Configuring parser", "JSON" (parsers), "Modify" (filters);
what becomes of lines that do not fit was tried on 4.2.3.
"""

import re
from typing import Any, Final, Literal, get_args

import attrs

from k8spatterns_lib.errors import SettingError
from k8spatterns_lib.patterns.structural.log_pattern import LogPattern
from k8spatterns_lib.values.setting_checks import one_of

Type = Literal["string", "integer", "float", "bool", "hex"]
Pairs = tuple[tuple[str, str], ...]
_NORMAL: Final = ("time", "level", "message")
_WORD: Final = re.compile(r"[A-Za-z0-9_.:@/-]+")
_TIME: Final = re.compile(r"(?:[^%]|%[%aAbBcCdDeFHIjklLmMnprRsStTwxXyYzZ])*")
_OFFSET: Final = re.compile(r"[+-](?:0\d|1[0-4])[0-5]\d")


@attrs.frozen(kw_only=True)
class LogFormat:
    """The form of a log; its settings are those of `LogNormalizer`, which has it.

    Raises:
        SettingError: A setting is wrong, is missing, or contradicts another one.
    """

    where: str
    pattern: str | None
    json: Pairs | None
    time_format: str | None
    time_offset: str | None
    types: Pairs
    levels: Pairs

    def __attrs_post_init__(self) -> None:
        if (self.pattern is None) == (self.json is None):
            fix = 'Give one of them: pattern=r"(?P<message>.*)" or json={"message": "msg"}.'
            raise SettingError(self.where, "lines are read by a pattern or as JSON", got=self.pattern, fix=fix)
        if "message" not in self._fields:
            fix = 'Name the part that people read: (?P<message>.*), or {"message": "msg"}.'
            raise SettingError(self.where, "there must be a message", got=self.pattern or self.json, fix=fix)
        self._check_time()
        for given, name in ((self.types, "types"), (self.levels, "levels"), (self.json or (), "json")):
            for pair in given:
                self._check_words(pair, name)
        for field, kind in self.types:
            if self.pattern is None or field not in self._fields or field in _NORMAL:
                fix = "JSON has types of its own; time, level and message are text."
                raise SettingError(self.where, "types are for the pattern's other groups", got=field, fix=fix)
            one_of(get_args(Type), kind, self.where, f"the type of {field!r}")
        for field, _ in self.json or ():
            one_of(_NORMAL, field, self.where, "the normal field")

    @property
    def _fields(self) -> tuple[str, ...]:
        if self.json is not None:
            return tuple(dict(self.json))
        return LogPattern(self.pattern, self.where).groups  # type: ignore[arg-type] # anything else is refused there

    @property
    def parser(self) -> dict[str, Any]:
        """How a line becomes a record, as fluent-bit writes it."""
        found: dict[str, Any] = {"format": "json"}
        if self.pattern is not None:
            found = {"format": "regex", "regex": LogPattern(self.pattern, self.where).for_fluent_bit}
        if self.time_format is not None:
            found |= {
                "time_key": dict(self.json or ()).get("time", "time"),
                "time_format": self.time_format,
                "time_keep": "off",
            }
        if self.time_offset is not None:
            found["time_offset"] = self.time_offset
        if self.types:
            found["types"] = " ".join(f"{field}:{kind}" for field, kind in self.types)
        return found

    @property
    def filters(self) -> tuple[dict[str, Any], ...]:
        """What makes a record normal, as fluent-bit writes it."""
        renamed = [f"{field} {normal}" for normal, field in self.json or () if normal not in {field, "time"}]
        if self.json is not None and dict(self.json).get("time") != "time":
            # The output writes its own `time`: an object must not have two.
            renamed.append("time source_time")
        always = {"add": ["level unknown", 'message ""']}
        normal = {"name": "modify", "match": "*", **({"hard_rename": renamed} if renamed else {}), **always}
        levels = (
            {"name": "modify", "match": "*", "condition": f"Key_value_equals level {written}", "set": f"level {level}"}
            for written, level in self.levels
        )
        return (normal, *levels)

    def _check_time(self) -> None:
        has_time = "time" in self._fields
        if has_time != (self.time_format is not None):
            what = "a time needs a time_format" if has_time else "a time_format needs a field 'time'"
            fix = 'Write time_format="%Y-%m-%d %H:%M:%S", and (?P<time>…) or {"time": …} for what it reads.'
            raise SettingError(self.where, what, got=self.time_format, fix=fix)
        written = self.time_format
        if written is not None and (
            not isinstance(written, str) or "%" not in written or "${" in written or not _TIME.fullmatch(written)
        ):
            fix = 'Write it in the letters of strptime, and %L for a fraction: "%Y-%m-%dT%H:%M:%S.%L".'
            raise SettingError(self.where, "time_format must be one", got=written, fix=fix)
        if self.time_offset is None:
            return
        if not isinstance(self.time_offset, str) or not _OFFSET.fullmatch(self.time_offset):
            raise SettingError(
                self.where, "time_offset must be one of UTC", got=self.time_offset, fix='Write "+0200" or "-0530".'
            )
        if written is None or "%s" in written or "%z" in written:
            fix = "Leave time_offset away: the time says its zone itself, or there is no time."
            raise SettingError(self.where, "time_offset is for times without a zone", got=written, fix=fix)

    def _check_words(self, pair: tuple[object, object], name: str) -> None:
        for word in pair:
            if not isinstance(word, str) or not _WORD.fullmatch(word):
                fix = "Use letters, digits and _.:@/-."
                raise SettingError(self.where, f"{name} must hold words", got=word, fix=fix)
