"""What runs pods to their end, once or on a schedule.

Source: Kubernetes Patterns, 2nd ed., ch. 7 "Batch Job", ch. 8 "Periodic Job"; Kubernetes API
reference, JobSpec, CronJobSpec.
"""

from collections.abc import Iterable
from typing import Final, Literal, get_args

import attrs

from k8spatterns_lib.errors import SettingError
from k8spatterns_lib.values.deployment import at_least
from k8spatterns_lib.values.names import dns_label
from k8spatterns_lib.values.schedule import Schedule
from k8spatterns_lib.values.setting import refuses_unknown_settings
from k8spatterns_lib.values.setting_checks import one_of, parts, switches

Action = Literal["FailJob", "Ignore", "Count", "FailIndex"]
Restart = Literal["Never", "OnFailure"]
Concurrency = Literal["Forbid", "Replace", "Allow"]
_ACTIONS: Final = get_args(Action)
_RESTARTS: Final = get_args(Restart)
_CONCURRENCIES: Final = get_args(Concurrency)
_MOST_RULES: Final = 20
_HIGHEST_CODE: Final = 255


def _to_codes(codes: Iterable[int]) -> tuple[int, ...]:
    listed = parts(codes, int, "PodFailureRule", "exit_codes")
    for code in listed:
        if not 1 <= code <= _HIGHEST_CODE:
            fix = "0 is a success; give those of failures."
            raise SettingError("PodFailureRule", "an exit code must be 1 to 255", got=code, fix=fix)
    # The API server wants them in order and each once.
    return tuple(sorted(set(listed)))


@refuses_unknown_settings
@attrs.frozen(kw_only=True)
class PodFailureRule:
    """What a failed pod means for its job.

    Args:
        action: "FailJob", "Ignore" (no try is counted), "Count" or "FailIndex".
        exit_codes: Codes of a container that mean it.
        container: Whose codes. Default: any container's.
        disruption: It means pods that the cluster itself took away, in place of codes. Default: False.
    """

    action: Action
    exit_codes: tuple[int, ...] = attrs.field(default=(), converter=_to_codes)
    container: str | None = None
    disruption: bool = False

    def __attrs_post_init__(self) -> None:
        if self.disruption == bool(self.exit_codes):
            fix = "Give exit_codes, or disruption=True."
            raise SettingError("PodFailureRule", "a rule needs one condition", got=self.exit_codes, fix=fix)
        one_of(_ACTIONS, self.action, "PodFailureRule", "action")
        switches(self, ("disruption",), "PodFailureRule")
        if self.container is not None:
            dns_label(self.container, "PodFailureRule", "container")
            if self.disruption:
                fix = "Leave the container out."
                raise SettingError("PodFailureRule", "a disruption is of the whole pod", got=self.container, fix=fix)


def _to_rules(rules: Iterable[PodFailureRule]) -> tuple[PodFailureRule, ...]:
    listed = parts(rules, PodFailureRule, "Job", "pod_failure")
    if len(listed) > _MOST_RULES:
        fix = "Put exit codes with one action into one rule."
        raise SettingError("Job", f"pod_failure has at most {_MOST_RULES} rules", got=len(listed), fix=fix)
    return listed


@refuses_unknown_settings
@attrs.frozen(kw_only=True)
class Job:
    """Pods that run to their end.

    Args:
        completions: How many must succeed; None: one success ends the whole queue. Default: 1.
        parallelism: How many run at once. Default: 1.
        indexed: Each has a number, `JOB_COMPLETION_INDEX`. Default: False.
        backoff_limit: Failed pods until the job has failed. Default: 6.
        backoff_limit_per_index: Failed pods of one index. Default: none.
        max_failed_indexes: Failed indexes until the job has failed. Default: none.
        success_indexes: Indexes whose success is the job's, such as "0,2-3". Default: all.
        pod_failure: What failed pods mean, the first rule that fits counts.
        deadline_seconds: Until the job has failed. Default: none.
        ttl_seconds: How long it stays after its end. Default: until it is deleted.
        suspend: Wait. Default: False.
        restart: "Never", or "OnFailure" to start containers again in their pod. Default: "Never".
    """

    completions: int | None = 1
    parallelism: int = 1
    indexed: bool = False
    backoff_limit: int = 6
    backoff_limit_per_index: int | None = None
    max_failed_indexes: int | None = None
    success_indexes: str | None = None
    pod_failure: tuple[PodFailureRule, ...] = attrs.field(default=(), converter=_to_rules)
    deadline_seconds: int | None = None
    ttl_seconds: int | None = None
    suspend: bool = False
    restart: Restart = "Never"

    def __attrs_post_init__(self) -> None:
        where = "Job"
        at_least(1, self.completions, where, "completions")
        at_least(0, self.parallelism, where, "parallelism")
        at_least(0, self.backoff_limit, where, "backoff_limit")
        at_least(0, self.backoff_limit_per_index, where, "backoff_limit_per_index")
        at_least(0, self.max_failed_indexes, where, "max_failed_indexes")
        at_least(1, self.deadline_seconds, where, "deadline_seconds")
        at_least(0, self.ttl_seconds, where, "ttl_seconds")
        one_of(_RESTARTS, self.restart, where, "restart")
        switches(self, ("indexed", "suspend"), where)
        self._check_indexes(where)
        if self.pod_failure and self.restart != "Never":
            raise SettingError(where, "pod_failure needs restart='Never'", got=self.restart, fix='Set restart="Never".')

    def _check_indexes(self, where: str) -> None:
        if self.indexed and self.completions is None:
            raise SettingError(where, "an indexed job needs completions", got=None, fix="Say how many there are.")
        for name in ("backoff_limit_per_index", "max_failed_indexes", "success_indexes"):
            if getattr(self, name) is not None and not self.indexed:
                raise SettingError(
                    where, f"{name} goes with indexed jobs", got=getattr(self, name), fix="Set indexed=True."
                )
        if self.backoff_limit_per_index is None:
            if self.max_failed_indexes is not None:
                fix = "Set backoff_limit_per_index, too."
                got = self.max_failed_indexes
                raise SettingError(where, "max_failed_indexes needs backoff_limit_per_index", got=got, fix=fix)
            if any(rule.action == "FailIndex" for rule in self.pod_failure):
                fix = "Set it, or use FailJob."
                raise SettingError(where, "FailIndex needs backoff_limit_per_index", got=None, fix=fix)
        elif self.restart != "Never":
            fix = 'Set restart="Never".'
            raise SettingError(where, "backoff_limit_per_index needs restart='Never'", got=self.restart, fix=fix)
        if self.success_indexes is not None and not _are_indexes(self.success_indexes):
            fix = 'Write them in order, such as "0,2-3".'
            raise SettingError(where, "success_indexes can not be read", got=self.success_indexes, fix=fix)


def _are_indexes(text: str) -> bool:
    """Whether a text is numbers and ranges that rise: "0,2-3"."""
    last = -1
    for part in text.split(",") if isinstance(text, str) else [""]:
        first, dash, end = part.partition("-")
        for number in (first, end) if dash else (first,):
            if not (number.isascii() and number.isdigit() and int(number) > last):
                return False
            last = int(number)
    return True


def _to_schedule(schedule: str | Schedule) -> Schedule:
    return schedule if isinstance(schedule, Schedule) else Schedule(schedule)


@refuses_unknown_settings
@attrs.frozen(kw_only=True)
class CronJob:
    """A job on a schedule.

    Args:
        schedule: Cron fields, or a `Schedule` with its time zone.
        job: What runs. Default: `Job()`.
        concurrency: "Forbid" skips a run while the last one goes on, "Replace" ends that one,
            "Allow" lets both run. Default: "Forbid".
        starting_deadline_seconds: How late a run may start. Default: none.
        successful_history: How many ended jobs are kept. Default: 3.
        failed_history: How many failed jobs are kept. Default: 1.
        suspend: Wait. Default: False.
    """

    schedule: Schedule = attrs.field(converter=_to_schedule)
    job: Job = Job()
    concurrency: Concurrency = "Forbid"
    starting_deadline_seconds: int | None = None
    successful_history: int = 3
    failed_history: int = 1
    suspend: bool = False

    def __attrs_post_init__(self) -> None:
        where = "CronJob"
        if not isinstance(self.job, Job):
            raise SettingError(where, "job must be a Job", got=self.job, fix="Give a Job(...).")
        one_of(_CONCURRENCIES, self.concurrency, where, "concurrency")
        switches(self, ("suspend",), where)
        at_least(10, self.starting_deadline_seconds, where, "starting_deadline_seconds")
        at_least(0, self.successful_history, where, "successful_history")
        at_least(0, self.failed_history, where, "failed_history")
