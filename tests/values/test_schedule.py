"""Schedules: refused when written, not when the controller reads them."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from k8spatterns_lib.errors import SettingError
from k8spatterns_lib.values import schedule as module
from k8spatterns_lib.values.schedule import Schedule

HOW = 'Write minute, hour, day, month and weekday, such as "30 3 * * *"'


@given(
    st.integers(0, 59),
    st.integers(0, 23),
    st.integers(1, 28),
    st.integers(1, 12),
    st.sampled_from(["*", "?", "*/2", "0", "6", "mon-fri", "SUN,sat", "1-5/2"]),
)
def test_every_field_within_its_range_is_read(minute: int, hour: int, day: int, month: int, weekday: str) -> None:
    schedule = Schedule(f"{minute} {hour} {day} {month} {weekday}")

    assert schedule == Schedule(schedule.expression)
    assert hash(schedule) == hash(Schedule(schedule.expression))


@given(st.integers(0, 4), st.integers(60, 10**6))
def test_no_field_can_be_60_or_more(field: int, number: int) -> None:
    fields = ["*"] * 5
    fields[field] = str(number)

    with pytest.raises(SettingError, match=r"^Schedule: the expression can not be read, got "):
        Schedule(" ".join(fields))


@pytest.mark.parametrize("text", ["@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly"])
def test_the_named_schedules_are_read(text: str) -> None:
    assert Schedule(text).expression == text


@pytest.mark.parametrize("text", ["0 0 29 2 *", "0 0 ? * ?", "*/15 8-18 * jan-jun mon", "5/15 * * * *", "0 0 31 2 mon"])
def test_what_comes_true_at_some_time_is_read(text: str) -> None:
    assert Schedule(text).expression == text


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "five fields are needed"),
        ("* * * *", "five fields are needed"),
        ("0 * * * * *", "five fields are needed"),
        ("@reboot", "five fields are needed"),
        ("0 0 30 2 *", "Bad day-of-month"),
        ("0 0 31 4,6 *", "Bad day-of-month"),
        ("22-2 * * * *", "Bad minute"),
        ("0 0 L * *", "Kubernetes knows no L and W"),
        ("0 0 LW * *", "Kubernetes knows no L and W"),
        ("0 0 * * 7", "Kubernetes has Sunday as 0"),
        ("0 0 * * 1-7", "Kubernetes has Sunday as 0"),
        ("0 0 * * 5L", "Bad day-of-week"),
        ("0 0 * * 5#2", "Bad day-of-week"),
    ],
)
def test_what_the_controller_can_not_read_is_refused(text: str, fault: str) -> None:
    says = f"Schedule: the expression can not be read, got {text!r}. {HOW} ({fault})."

    with pytest.raises(SettingError, match=f"^{re.escape(says)}$"):
        Schedule(text)


@pytest.mark.parametrize("text", ["TZ=UTC 0 * * * *", "CRON_TZ=UTC 0 * * * *", 5])
def test_a_zone_in_the_expression_is_refused(text: object) -> None:
    says = (
        f"Schedule: the expression must be cron fields alone, got {text!r}. "
        'Write five fields, and the zone as time_zone="Europe/London".'
    )

    with pytest.raises(SettingError, match=f"^{re.escape(says)}$"):
        Schedule(text)  # type: ignore[arg-type]


@pytest.mark.parametrize("zone", ["Mars/Base", "Local", "", "europe/London", 1])
def test_an_unknown_zone_is_refused(zone: object) -> None:
    says = f'Schedule: the time zone is unknown, got {zone!r}. Write "Europe/London".'

    with pytest.raises(SettingError, match=f"^{re.escape(says)}$"):
        Schedule("@daily", zone)  # type: ignore[arg-type]


def test_a_machine_without_zones_refuses_none_but_the_local_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_zones", frozenset)

    assert Schedule("@daily", "Europe/London").time_zone == "Europe/London"
    with pytest.raises(SettingError, match="the time zone is unknown, got 'Local'"):
        Schedule("@daily", "Local")
