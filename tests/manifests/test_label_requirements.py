"""Label selectors: whom they match, and when one takes in another."""

from typing import Any

import pytest
from hypothesis import given

from k8spatterns_lib.manifests.network.label_requirements import Requirement, matches, requirements_of, takes_in
from tests.strategies.network_strategies import selectors, small_labels

EVERY_LABEL: list[dict[str, str]] = [
    {key: value for key, value in (("app", app), ("tier", tier)) if value}
    for app in ("", "a", "b", "c")
    for tier in ("", "a", "b", "c")
]


@given(selectors(), selectors())
def test_what_is_taken_in_is_matched(one: dict[str, Any], other: dict[str, Any]) -> None:
    wide, narrow = requirements_of(one), requirements_of(other)

    if takes_in(wide, narrow):
        assert all(matches(wide, each) for each in EVERY_LABEL if matches(narrow, each))


@given(selectors())
def test_a_selector_takes_in_itself_and_the_empty_one_takes_in_all(selector: dict[str, Any]) -> None:
    assert takes_in(requirements_of(selector), requirements_of(selector))
    assert takes_in(requirements_of({}), requirements_of(selector))


@given(small_labels)
def test_labels_are_matched_by_themselves(labels: dict[str, str]) -> None:
    assert matches(requirements_of({"matchLabels": labels}), labels)
    assert matches(requirements_of({}), labels)


@pytest.mark.parametrize(
    ("wide", "narrow", "taken"),
    [
        (("In", "a", "b"), ("In", "a"), True),
        (("In", "a"), ("In", "a", "b"), False),
        (("Exists",), ("In", "a"), True),
        (("Exists",), ("NotIn", "a"), False),
        (("NotIn", "b"), ("In", "a"), True),
        (("NotIn", "a"), ("In", "a"), False),
        (("NotIn", "a"), ("NotIn", "a", "b"), True),
        (("NotIn", "a"), ("DoesNotExist",), True),
        (("DoesNotExist",), ("DoesNotExist",), True),
        (("DoesNotExist",), ("NotIn", "a"), False),
    ],
)
def test_which_demands_follow_from_others(wide: tuple[str, ...], narrow: tuple[str, ...], *, taken: bool) -> None:
    one, other = (frozenset({Requirement("app", each[0], each[1:])}) for each in (wide, narrow))

    assert takes_in(one, other) == taken


@pytest.mark.parametrize(
    ("requirement", "text"),
    [
        (Requirement("app", "In", ("a",)), "app=a"),
        (Requirement("app", "In", ("a", "b")), "app in (a, b)"),
        (Requirement("app", "NotIn", ("a",)), "app not in (a)"),
        (Requirement("app", "Exists"), "app"),
        (Requirement("app", "DoesNotExist"), "!app"),
    ],
)
def test_a_demand_in_words(requirement: Requirement, text: str) -> None:
    assert str(requirement) == text
