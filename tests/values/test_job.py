"""Jobs: how often, how long, and what a failure means."""

import re
from collections.abc import Callable

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from k8spatterns_lib.errors import SettingError
from k8spatterns_lib.values.job import CronJob, Job, PodFailureRule
from k8spatterns_lib.values.schedule import Schedule
from tests.strategies.values_strategies import cron_jobs, jobs

FAIL = PodFailureRule(action="FailJob", exit_codes=[1])
FAIL_INDEX = PodFailureRule(action="FailIndex", exit_codes=[1])


@given(jobs() | cron_jobs())
def test_equal_jobs_are_equal_and_hash_alike(job: Job | CronJob) -> None:
    copy = attrs.evolve(job)

    assert copy == job
    assert hash(copy) == hash(job)


@given(st.lists(st.integers(1, 255), min_size=1))
def test_exit_codes_are_in_order_and_each_once(codes: list[int]) -> None:
    rule = PodFailureRule(action="Ignore", exit_codes=codes)

    assert rule.exit_codes == tuple(sorted(set(codes)))
    assert rule == PodFailureRule(action="Ignore", exit_codes=reversed(codes))


@given(st.lists(st.integers(0, 99), min_size=1, max_size=6, unique=True))
def test_indexes_are_read_if_they_rise(indexes: list[int]) -> None:
    text = ",".join(map(str, indexes))

    if indexes == sorted(indexes):
        assert Job(indexed=True, completions=100, success_indexes=text).success_indexes == text
    else:
        with pytest.raises(SettingError, match=r"^Job: success_indexes can not be read, got "):
            Job(indexed=True, completions=100, success_indexes=text)


def test_a_schedule_is_given_as_text_or_with_its_zone() -> None:
    assert CronJob(schedule="@daily") == CronJob(schedule=Schedule("@daily"), job=Job())
    assert CronJob(schedule=Schedule("@daily", "Europe/London")).schedule.time_zone == "Europe/London"


def test_an_index_can_fail_alone() -> None:
    job = Job(completions=5, indexed=True, backoff_limit_per_index=1, max_failed_indexes=2, pod_failure=[FAIL_INDEX])

    assert job.pod_failure == (FAIL_INDEX,)


REFUSED: list[tuple[Callable[[], object], str]] = [
    (lambda: Job(completions=0), "Job: completions must be a whole number from 1, got 0. Use 1."),
    (lambda: Job(parallelism=-1), "Job: parallelism must be a whole number from 0, got -1. Use 1."),
    (lambda: Job(deadline_seconds=0), "Job: deadline_seconds must be a whole number from 1, got 0. Use 1."),
    (
        lambda: Job(indexed=True, backoff_limit_per_index=-1),
        "Job: backoff_limit_per_index must be a whole number from 0, got -1. Use 1.",
    ),
    (
        lambda: Job(restart="Always"),  # type: ignore[arg-type]
        "Job: restart is unknown, got 'Always'. Use one of: 'Never', 'OnFailure'.",
    ),
    (
        lambda: Job(suspend="no"),  # type: ignore[arg-type]
        "Job: suspend must be True or False, got 'no'. Give one of them.",
    ),
    (
        lambda: Job(backoff_limit_per_index=1),
        "Job: backoff_limit_per_index goes with indexed jobs, got 1. Set indexed=True.",
    ),
    (
        lambda: Job(indexed=True, max_failed_indexes=1),
        "Job: max_failed_indexes needs backoff_limit_per_index, got 1. Set backoff_limit_per_index, too.",
    ),
    (
        lambda: Job(indexed=True, backoff_limit_per_index=1, restart="OnFailure"),
        "Job: backoff_limit_per_index needs restart='Never', got 'OnFailure'. Set restart=\"Never\".",
    ),
    (
        lambda: Job(indexed=True, pod_failure=[FAIL_INDEX]),
        "Job: FailIndex needs backoff_limit_per_index, got None. Set it, or use FailJob.",
    ),
    (
        lambda: Job(indexed=True, completions=9, success_indexes="3-2"),
        "Job: success_indexes can not be read, got '3-2'. Write them in order, such as \"0,2-3\".",
    ),
    (
        lambda: Job(indexed=True, completions=9, success_indexes=3),  # type: ignore[arg-type]
        'Job: success_indexes can not be read, got 3. Write them in order, such as "0,2-3".',
    ),
    (
        lambda: Job(pod_failure=FAIL),  # type: ignore[arg-type]
        f"Job: pod_failure must be a list, got {FAIL!r}. Write [PodFailureRule(...)].",
    ),
    (
        lambda: Job(pod_failure=[FAIL] * 21),
        "Job: pod_failure has at most 20 rules, got 21. Put exit codes with one action into one rule.",
    ),
    (
        lambda: PodFailureRule(action="Stop", exit_codes=[1]),  # type: ignore[arg-type]
        "PodFailureRule: action is unknown, got 'Stop'. Use one of: 'FailJob', 'Ignore', 'Count', 'FailIndex'.",
    ),
    (
        lambda: PodFailureRule(action="Ignore", exit_codes=[0]),
        "PodFailureRule: an exit code must be 1 to 255, got 0. 0 is a success; give those of failures.",
    ),
    (
        lambda: PodFailureRule(action="Ignore", exit_codes=1),  # type: ignore[arg-type]
        "PodFailureRule: exit_codes must be a list, got 1. Write [1].",
    ),
    (
        lambda: PodFailureRule(action="Ignore", exit_codes=[1], disruption=True),
        "PodFailureRule: a rule needs one condition, got (1,). Give exit_codes, or disruption=True.",
    ),
    (
        lambda: PodFailureRule(action="Ignore", disruption=True, container="main"),
        "PodFailureRule: a disruption is of the whole pod, got 'main'. Leave the container out.",
    ),
    (
        lambda: CronJob(schedule="@daily", job="backup"),  # type: ignore[arg-type]
        "CronJob: job must be a Job, got 'backup'. Give a Job(...).",
    ),
    (
        lambda: CronJob(schedule="@daily", concurrency="Queue"),  # type: ignore[arg-type]
        "CronJob: concurrency is unknown, got 'Queue'. Use one of: 'Forbid', 'Replace', 'Allow'.",
    ),
    (CronJob, "CronJob: the setting 'schedule' is missing. Give schedule=…"),  # type: ignore[list-item]
]


@pytest.mark.parametrize(("make", "says"), REFUSED, ids=[says[:50] for _, says in REFUSED])
def test_what_no_controller_would_take_is_refused(make: Callable[[], object], says: str) -> None:
    with pytest.raises(SettingError, match=f"^{re.escape(says)}$"):
        make()
