"""Deployments, daemon sets and bare pods: numbers that a controller can work with."""

import re
from collections.abc import Callable

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from k8spatterns_lib.errors import SettingError
from k8spatterns_lib.values.deployment import DaemonSet, Deployment, Pod, at_least
from k8spatterns_lib.values.strategy import RollingUpdate
from tests.strategies.values_strategies import daemon_sets, deployments, pods


@given(st.one_of(deployments(), daemon_sets(), pods()))
def test_equal_workloads_are_equal_and_hash_alike(workload: Deployment | DaemonSet | Pod) -> None:
    copy = attrs.evolve(workload)

    assert copy == workload
    assert hash(copy) == hash(workload)


def test_a_deployment_is_one_pod_that_rolls_by_default() -> None:
    assert Deployment() == Deployment(replicas=1, strategy=RollingUpdate(), revision_history=10)


@given(st.integers(-5, 5), st.none() | st.integers(-10, 10))
def test_only_numbers_below_the_least_are_refused(least: int, value: int | None) -> None:
    if value is None or value >= least:
        at_least(least, value, "here", "count")
    else:
        with pytest.raises(SettingError, match=f"^here: count must be a whole number from {least}, got {value}[.]"):
            at_least(least, value, "here", "count")


UPDATES = "'RollingUpdate', 'OnDelete'"
REFUSED: list[tuple[Callable[[], object], str]] = [
    (
        lambda: Deployment(replicas=True),
        "Deployment: replicas must be a whole number from 0, got True. Use 1.",
    ),
    (
        lambda: Deployment(replicas=1.5),  # type: ignore[arg-type]
        "Deployment: replicas must be a whole number from 0, got 1.5. Use 1.",
    ),
    (
        lambda: Deployment(revision_history=-1),
        "Deployment: revision_history must be a whole number from 0, got -1. Use 1.",
    ),
    (
        lambda: Deployment(replica=2),  # type: ignore[call-arg]
        "Deployment: there is no setting 'replica', got 2. Did you mean 'replicas'?",
    ),
    (
        lambda: Deployment(min_ready_seconds=700),
        "Deployment: progress_deadline_seconds is too short, got 600. Raise it beyond min_ready_seconds.",
    ),
    (
        lambda: DaemonSet(update="Rolling"),  # type: ignore[arg-type]
        f"DaemonSet: update is unknown, got 'Rolling'. Use one of: {UPDATES}.",
    ),
    (
        lambda: DaemonSet(max_surge="10%"),
        "DaemonSet: the update can not go on, got '10%'. One of max_unavailable and max_surge is zero, the other is not.",
    ),
    (
        lambda: DaemonSet(max_unavailable="00%"),
        "DaemonSet: the update can not go on, got 0. One of max_unavailable and max_surge is zero, the other is not.",
    ),
    (
        lambda: DaemonSet(max_unavailable=0, max_surge="101%"),
        "DaemonSet: max_surge must not exceed 100%, got '101%'. Write \"100%\" at most.",
    ),
    (
        lambda: DaemonSet(revision_history="10"),  # type: ignore[arg-type]
        "DaemonSet: revision_history must be a whole number from 0, got '10'. Use 1.",
    ),
    (
        lambda: Pod(restart="Sometimes"),  # type: ignore[arg-type]
        "Pod: restart is unknown, got 'Sometimes'. Use one of: 'Always', 'OnFailure', 'Never'.",
    ),
]


@pytest.mark.parametrize(("make", "says"), REFUSED, ids=[says[:50] for _, says in REFUSED])
def test_what_no_controller_would_take_is_refused(make: Callable[[], object], says: str) -> None:
    with pytest.raises(SettingError, match=f"^{re.escape(says)}$"):
        make()
