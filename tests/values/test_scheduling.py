"""Scheduling: places, wishes and spreads that the scheduler can read."""

import re
from collections.abc import Callable

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from k8spatterns_lib.errors import SettingError
from k8spatterns_lib.values.scheduling import (
    HOSTNAME,
    ZONE,
    NodeTerm,
    PodTerm,
    Scheduling,
    Spread,
    Toleration,
    to_labels,
)
from tests.strategies.values_strategies import labels, scheduling


@given(scheduling())
def test_equal_places_are_equal_and_hash_alike(place: Scheduling) -> None:
    copy = attrs.evolve(place)

    assert copy == place
    assert hash(copy) == hash(place)


@given(labels)
def test_labels_keep_their_order(given_labels: dict[str, str]) -> None:
    pairs = to_labels(given_labels)

    assert list(pairs) == list(given_labels.items())
    assert to_labels(pairs) == pairs


@given(st.integers())
def test_a_wish_weighs_1_to_100(weight: int) -> None:
    if 1 <= weight <= 100:
        assert NodeTerm(key="disk", operator="Exists", weight=weight).weight == weight
    else:
        with pytest.raises(SettingError, match=r"^NodeTerm 'disk': weight must be a whole number from 1 to 100, got "):
            NodeTerm(key="disk", operator="Exists", weight=weight)


def test_pods_spread_over_zones_and_keep_apart_on_nodes_by_default() -> None:
    assert (Spread().topology, Spread().when_unsatisfiable) == (ZONE, "ScheduleAnyway")
    assert (PodTerm(labels={"app": "web"}).topology, PodTerm(labels={}).apart) == (HOSTNAME, True)


def test_one_topology_can_be_a_must_and_a_wish() -> None:
    both = (Spread(max_skew=3, when_unsatisfiable="DoNotSchedule"), Spread())

    assert Scheduling(spread=both).spread == both


def test_gt_compares_with_one_number() -> None:
    assert NodeTerm(key="cores", operator="Gt", values=["8"]).values == ("8",)


REFUSED: list[tuple[Callable[[], object], str]] = [
    (
        lambda: Toleration(key="gpu", effect="Never"),  # type: ignore[arg-type]
        "Toleration: effect is unknown, got 'Never'. Use one of: 'NoSchedule', 'PreferNoSchedule', 'NoExecute'.",
    ),
    (
        lambda: Toleration(key="gpu", effect="NoExecute", seconds="5"),  # type: ignore[arg-type]
        "Toleration: seconds must be a whole number, got '5'. Give seconds.",
    ),
    (
        lambda: Toleration(key="a b"),
        "Toleration: key must be a label key, got 'a b'. "
        "Use [prefix/]name with at most 63 letters, digits, '-', '_' and '.' in the name.",
    ),
    (
        lambda: Toleration(key="gpu", value="a b"),
        "Toleration 'gpu': value must be a label value, got 'a b'. "
        "Use at most 63 letters, digits, '-', '_' and '.', with a letter or digit at both ends.",
    ),
    (
        lambda: NodeTerm(key="disk", values="ssd"),
        "NodeTerm: values must be a list, got 'ssd'. Write [\"...\"].",
    ),
    (
        lambda: NodeTerm(key="disk", values={"ssd", "nvme"} - {"nvme"}),
        "NodeTerm: values must be a list, got {'ssd'}. Write [\"...\"].",
    ),
    (
        lambda: NodeTerm(key="disk", operator="Is", values=["ssd"]),  # type: ignore[arg-type]
        "NodeTerm 'disk': operator is unknown, got 'Is'. "
        "Use one of: 'In', 'NotIn', 'Exists', 'DoesNotExist', 'Gt', 'Lt'.",
    ),
    (
        lambda: NodeTerm(key="disk", operator="Exists", values=["ssd"]),
        "NodeTerm 'disk': operator and values do not fit, got ('ssd',). "
        "In, NotIn, Gt and Lt take values; Exists and DoesNotExist take none.",
    ),
    (
        lambda: NodeTerm(key="cores", operator="Gt", values=["many"]),
        "NodeTerm 'cores': Gt compares with one whole number, got ('many',). Write operator=\"Gt\", values=[\"8\"].",
    ),
    (
        lambda: PodTerm(labels="app=web"),  # type: ignore[arg-type]
        "labels: labels must be a mapping, got 'app=web'. Write {\"name\": ...}.",
    ),
    (
        lambda: PodTerm(labels={}, apart="no"),  # type: ignore[arg-type]
        "PodTerm: apart must be True or False, got 'no'. Give one of them.",
    ),
    (
        lambda: Spread(when_unsatisfiable="Wait"),  # type: ignore[arg-type]
        "Spread: when_unsatisfiable is unknown, got 'Wait'. Use one of: 'ScheduleAnyway', 'DoNotSchedule'.",
    ),
    (
        lambda: Scheduling(spread=[Spread(), Spread(max_skew=2)]),
        f"Scheduling: two spreads must not share a topology, got ['{ZONE}', '{ZONE}']. Leave one of them out.",
    ),
    (
        lambda: Scheduling(spread=Spread()),  # type: ignore[arg-type]
        f"Scheduling: spread must be a list, got {Spread()!r}. Write [Spread(...)].",
    ),
    (
        lambda: Scheduling(tolerations=["gpu"]),  # type: ignore[list-item]
        "Scheduling: tolerations must hold Toleration alone, got 'gpu'. Give Toleration(...).",
    ),
    (
        lambda: Scheduling(node_name="Node 1"),
        "Scheduling: node_name must be a DNS subdomain, got 'Node 1'. "
        "Use at most 253 of a-z, 0-9, '-' and '.', with a letter or digit at each end.",
    ),
    (
        lambda: Scheduling(node_selectors={}),  # type: ignore[call-arg]
        "Scheduling: there is no setting 'node_selectors', got {}. Did you mean 'node_selector'?",
    ),
]


@pytest.mark.parametrize(("make", "says"), REFUSED, ids=[says[:50] for _, says in REFUSED])
def test_what_the_scheduler_can_not_read_is_refused(make: Callable[[], object], says: str) -> None:
    with pytest.raises(SettingError, match=f"^{re.escape(says)}$"):
        make()
