"""Cron schedules, checked when they are written.

Source: Kubernetes docs, "CronJob", "Schedule syntax" and "Time zones".
"""

from datetime import UTC, datetime
from zoneinfo import available_timezones

import attrs
from cronsim import CronSim, CronSimError

from k8spatterns_lib.errors import SettingError
from k8spatterns_lib.values.setting import refuses_unknown_settings

_MACROS = {"@yearly": "0 0 1 1 *", "@annually": "0 0 1 1 *", "@monthly": "0 0 1 * *", "@weekly": "0 0 * * 0",
           "@daily": "0 0 * * *", "@midnight": "0 0 * * *", "@hourly": "0 * * * *"}  # fmt: skip
_FIELDS = 5
_START = datetime(2024, 1, 1, tzinfo=UTC)
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
        if not isinstance(text, str) or "TZ=" in text or len(_MACROS.get(text, text).split()) != _FIELDS:
            fix = 'Write five fields, and the zone as time_zone="Europe/London".'
            raise SettingError("Schedule", "the expression must be cron fields alone", got=text, fix=fix)
        fields = _MACROS.get(text, text)
        try:
            CronSim(fields, _START)
        except CronSimError as error:
            fix = f'Write minute, hour, day, month and weekday, such as "30 3 * * *" ({error}).'
            raise SettingError("Schedule", "the expression can not be read", got=text, fix=fix) from None
        if self.time_zone is not None and self.time_zone not in available_timezones():
            raise SettingError("Schedule", "the time zone is unknown", got=self.time_zone, fix='Write "Europe/London".')
