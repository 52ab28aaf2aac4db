"""Cron schedules, checked when they are written.

Source: Kubernetes docs, "CronJob", "Schedule syntax" and "Time zones"; the parser of its
controller, github.com/robfig/cron, which is stricter than most crons.
"""

from datetime import UTC, datetime
from functools import cache, lru_cache
from typing import Final
from zoneinfo import available_timezones

import attrs
from cronsim import CronSim, CronSimError

from k8spatterns_lib.errors import SettingError
from k8spatterns_lib.values.setting import refuses_unknown_settings

_MACROS: Final = frozenset({"@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly"})
_WEEKDAYS: Final = frozenset({"sun", "mon", "tue", "wed", "thu", "fri", "sat"})
_FIELDS: Final = 5
_START: Final = datetime(2024, 1, 1, tzinfo=UTC)
"""Any moment will do: only whether the expression can be read is asked."""


@refuses_unknown_settings
@attrs.frozen(order=True)
class Schedule:
    """When a job runs.

    Args:
        expression: Five cron fields, or "@daily" and its like.
        time_zone: An IANA name such as "Europe/London". Default: the controller's, mostly UTC.

    Raises:
        SettingError: The expression can not be read or never comes true, or the zone is unknown.
    """

    expression: str
    time_zone: str | None = None

    def __attrs_post_init__(self) -> None:
        text = self.expression
        if not isinstance(text, str) or "TZ=" in text:
            fix = 'Write five fields, and the zone as time_zone="Europe/London".'
            raise SettingError("Schedule", "the expression must be cron fields alone", got=text, fix=fix)
        fault = _fault(text)
        if fault is not None:
            fix = f'Write minute, hour, day, month and weekday, such as "30 3 * * *" ({fault}).'
            raise SettingError("Schedule", "the expression can not be read", got=text, fix=fix)
        if self.time_zone is not None and not _is_zone(self.time_zone):
            raise SettingError("Schedule", "the time zone is unknown", got=self.time_zone, fix='Write "Europe/London".')


@lru_cache(maxsize=1024)
def _fault(text: str) -> str | None:
    """Return why an expression can not be read, or None if it can."""
    if text in _MACROS:
        return None
    fields = text.split()
    if len(fields) != _FIELDS:
        return "five fields are needed"
    _, _, day, _, weekday = fields
    if any(each.isalpha() for each in day):
        # Other crons know L and W; the controller does not.
        return "Kubernetes knows no L and W"
    for part in weekday.split(","):
        fault = _weekday_fault(part.partition("/")[0])
        if fault is not None:
            return fault
    try:
        # The controller reads both signs alike.
        CronSim(text.replace("?", "*"), _START)
    except CronSimError as error:
        return str(error)
    return None


def _weekday_fault(days: str) -> str | None:
    for each in days.split("-"):
        if each.lstrip("0") == "7":
            return "Kubernetes has Sunday as 0"
        if not each.isdigit() and each not in {"*", "?"} and each.lower() not in _WEEKDAYS:
            return "Bad day-of-week"
    return None


def _is_zone(name: str) -> bool:
    zones = _zones()
    # A machine without a database of zones can not tell.
    return isinstance(name, str) and (name in zones or (not zones and name not in {"", "Local"}))


@cache
def _zones() -> frozenset[str]:
    """The database is read once, for that takes milliseconds."""
    return frozenset(available_timezones())
