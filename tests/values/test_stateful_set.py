"""Stateful sets: names, storage and the pace of updates."""

import re
from collections.abc import Callable

import attrs
import pytest
from hypothesis import given

from k8spatterns_lib.errors import SettingError
from k8spatterns_lib.values.claim import Claim
from k8spatterns_lib.values.stateful_set import StatefulSet
from tests.strategies.values_strategies import stateful_sets


@given(stateful_sets())
def test_equal_stateful_sets_are_equal_and_hash_alike(workload: StatefulSet) -> None:
    copy = attrs.evolve(workload, claims=list(workload.claims))

    assert copy == workload
    assert hash(copy) == hash(workload)


def test_storage_is_kept_unless_said_otherwise() -> None:
    workload = StatefulSet(claims=[Claim(size="1Gi")])

    assert workload.claims == (Claim(size="1Gi"),)
    assert (workload.ordered, workload.keep_claims_on_delete, workload.keep_claims_on_scale_down) == (True, True, True)


REFUSED: list[tuple[Callable[[], object], str]] = [
    (
        lambda: StatefulSet(replicas=-1),
        "StatefulSet: replicas must be a whole number from 0, got -1. Use 1.",
    ),
    (
        lambda: StatefulSet(claims=Claim(size="1Gi")),  # type: ignore[arg-type]
        f"StatefulSet: claims must be a list, got {Claim(size='1Gi')!r}. Write [Claim(...)].",
    ),
    (
        lambda: StatefulSet(claims=["data"]),  # type: ignore[list-item]
        "StatefulSet: claims must hold Claim alone, got 'data'. Give Claim(...).",
    ),
    (
        lambda: StatefulSet(ordered="no"),  # type: ignore[arg-type]
        "StatefulSet: ordered must be True or False, got 'no'. Give one of them.",
    ),
    (
        lambda: StatefulSet(update="Rolling"),  # type: ignore[arg-type]
        "StatefulSet: update is unknown, got 'Rolling'. Use one of: 'RollingUpdate', 'OnDelete'.",
    ),
    (
        lambda: StatefulSet(update="OnDelete", max_unavailable=1),
        "StatefulSet: max_unavailable goes with RollingUpdate, got 1. Leave it out: pods are replaced by hand.",
    ),
    (
        lambda: StatefulSet(max_unavailable="0%"),
        "StatefulSet: max_unavailable must not be zero, got '0%'. Use 1.",
    ),
    (
        lambda: StatefulSet(max_unavailable="120%"),
        "StatefulSet: max_unavailable must not exceed 100%, got '120%'. Write \"100%\" at most.",
    ),
]


@pytest.mark.parametrize(("make", "says"), REFUSED, ids=[says[:50] for _, says in REFUSED])
def test_what_no_controller_would_take_is_refused(make: Callable[[], object], says: str) -> None:
    with pytest.raises(SettingError, match=f"^{re.escape(says)}$"):
        make()
