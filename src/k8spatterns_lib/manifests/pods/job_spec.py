"""Jobs and cron jobs, as Kubernetes writes them.

What equals the API's own default is left away.
Source: Kubernetes API reference, JobSpec v1 batch, CronJobSpec v1 batch.
"""

from collections.abc import Mapping
from typing import Any, Final

from k8spatterns_lib.manifests.version_gates import require
from k8spatterns_lib.values.job import CronJob, Job, PodFailureRule
from k8spatterns_lib.values.kubernetes_version import KubernetesVersion

_BACKOFF_LIMIT: Final = 6
_SUCCESSFUL_HISTORY: Final = 3
_FAILED_HISTORY: Final = 1


def job_spec(job: Job, template: Mapping[str, Any], *, version: KubernetesVersion, where: str) -> dict[str, Any]:
    """Return the `spec` of a Job; its selector is left to the API server.

    With a limit for each index, a `backoff_limit` of 6 is the default and not written: it
    would end the job after 6 failures of all indexes together.

    Raises:
        VersionError: It uses what the target's version does not have.
    """
    spec = _counts(job)
    if job.indexed:
        spec["completionMode"] = "Indexed"
    if job.backoff_limit != _BACKOFF_LIMIT:
        spec["backoffLimit"] = job.backoff_limit
    if job.backoff_limit_per_index is not None:
        require("job-backoff-limit-per-index", version, where)
        spec["backoffLimitPerIndex"] = job.backoff_limit_per_index
    if job.max_failed_indexes is not None:
        spec["maxFailedIndexes"] = job.max_failed_indexes
    if job.success_indexes is not None:
        require("job-success-policy", version, where)
        spec["successPolicy"] = {"rules": [{"succeededIndexes": job.success_indexes}]}
    if job.pod_failure:
        spec["podFailurePolicy"] = {"rules": [_failure_rule(rule) for rule in job.pod_failure]}
    if job.deadline_seconds is not None:
        spec["activeDeadlineSeconds"] = job.deadline_seconds
    if job.ttl_seconds is not None:
        spec["ttlSecondsAfterFinished"] = job.ttl_seconds
    if job.suspend:
        spec["suspend"] = True
    spec["template"] = template
    return spec


def cron_job_spec(
    cron_job: CronJob, template: Mapping[str, Any], *, version: KubernetesVersion, where: str
) -> dict[str, Any]:
    """Return the `spec` of a CronJob.

    Raises:
        VersionError: Its job uses what the target's version does not have.
    """
    spec: dict[str, Any] = {"schedule": cron_job.schedule.expression}
    if cron_job.schedule.time_zone is not None:
        spec["timeZone"] = cron_job.schedule.time_zone
    if cron_job.concurrency != "Allow":
        spec["concurrencyPolicy"] = cron_job.concurrency
    if cron_job.starting_deadline_seconds is not None:
        spec["startingDeadlineSeconds"] = cron_job.starting_deadline_seconds
    if cron_job.suspend:
        spec["suspend"] = True
    if cron_job.successful_history != _SUCCESSFUL_HISTORY:
        spec["successfulJobsHistoryLimit"] = cron_job.successful_history
    if cron_job.failed_history != _FAILED_HISTORY:
        spec["failedJobsHistoryLimit"] = cron_job.failed_history
    spec["jobTemplate"] = {"spec": job_spec(cron_job.job, template, version=version, where=where)}
    return spec


def _counts(job: Job) -> dict[str, Any]:
    # One completion and one pod at a time is the default only as long as neither is said;
    # parallelism alone means a work queue.
    if job.completions == 1 == job.parallelism:
        return {}
    counts = {"completions": job.completions, "parallelism": job.parallelism}
    return {key: value for key, value in counts.items() if value is not None}


def _failure_rule(rule: PodFailureRule) -> dict[str, Any]:
    if rule.disruption:
        return {"action": rule.action, "onPodConditions": [{"type": "DisruptionTarget", "status": "True"}]}
    codes: dict[str, Any] = {} if rule.container is None else {"containerName": rule.container}
    # The API wants the codes in order and each once.
    codes |= {"operator": "In", "values": sorted(set(rule.exit_codes))}
    return {"action": rule.action, "onExitCodes": codes}
