"""Strategies: counts and percentages that let an update go on."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from k8spatterns_lib.errors import SettingError
from k8spatterns_lib.values.strategy import Recreate, RollingUpdate, count_or_percent

AMOUNTS = st.integers(0, 100)


def test_capacity_never_drops_by_default() -> None:
    assert RollingUpdate() == RollingUpdate(max_surge="25%", max_unavailable=0)


@given(AMOUNTS, AMOUNTS, st.booleans(), st.booleans())
def test_an_update_needs_room_above_or_below(surge: int, unavailable: int, first: bool, second: bool) -> None:  # noqa: FBT001
    above = f"{surge}%" if first else surge
    below = f"{unavailable}%" if second else unavailable

    if surge or unavailable:
        assert RollingUpdate(max_surge=above, max_unavailable=below).max_surge == above
    else:
        with pytest.raises(SettingError, match="must not both be zero"):
            RollingUpdate(max_surge=above, max_unavailable=below)


@given(st.integers(0, 10**6))
def test_a_percentage_is_read_as_it_was_written(number: int) -> None:
    assert count_or_percent(f"{number}%", "here", "max_surge") == number
    assert count_or_percent(number, "here", "max_surge") == number


@pytest.mark.parametrize("value", [-1, 1.5, True, "", "1", "%", "-1%", "1.5%", "25 %", "٣%", None, [1]])
def test_what_is_no_count_and_no_percentage_is_refused(value: object) -> None:
    says = f'RollingUpdate: max_surge must be a count or a percentage, got {value!r}. Write 1 or "25%".'

    with pytest.raises(SettingError, match=f"^{re.escape(says)}$"):
        RollingUpdate(max_surge=value)  # type: ignore[arg-type]


def test_no_more_can_be_unavailable_than_there_is() -> None:
    says = "RollingUpdate: max_unavailable must not exceed 100%, got '101%'. Write \"100%\" at most."

    assert RollingUpdate(max_surge="200%").max_surge == "200%"
    with pytest.raises(SettingError, match=f"^{re.escape(says)}$"):
        RollingUpdate(max_unavailable="101%")


def test_recreate_has_no_settings() -> None:
    says = "Recreate: there is no setting 'max_surge', got 1. Settings: ."

    assert Recreate() == Recreate()
    with pytest.raises(SettingError, match=f"^{re.escape(says)}$"):
        Recreate(max_surge=1)  # type: ignore[call-arg]
