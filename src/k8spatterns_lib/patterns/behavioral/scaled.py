"""`Scaled`: as many workers as there is work, made by KEDA.

KEDA looks at the queue and makes a Job for each item, up to a number; where there is nothing
to do, nothing runs. Items count until they are done, so a worker that died is replaced. A
worker may end as soon as there is no item to take: for those that are not done, KEDA makes
another one. A new version of the workers is taken by Jobs made from then on; the others end
their work first (`rollout: gradual`).

Source: KEDA docs, "Scaling Jobs", "ScaledJob specification"; KEDA 2.21, `config/crd/bases`.
"""

from typing import Any, Final, Literal

import attrs

from k8spatterns_lib.errors import SettingError
from k8spatterns_lib.patterns.behavioral.queue_backend import QueueTrigger
from k8spatterns_lib.values.deployment import at_least
from k8spatterns_lib.values.job import Job, Restart
from k8spatterns_lib.values.setting import refuses_unknown_settings

_API: Final = "keda.sh/v1alpha1"
_POLL_SECONDS: Final = 30


@refuses_unknown_settings
@attrs.frozen(kw_only=True)
class Scaled:
    """Workers in the number that the queue needs; the cluster must have KEDA.

    Args:
        minimum: Workers that run even if there is nothing to do. Default: 0.
        maximum: Workers at most.
        items_per_worker: How many items there must be for one worker more. Default: 1.
        poll_seconds: From one look at the queue to the next. Default: 30.
        backoff_limit: Failed pods, or restarts of their containers, until a worker's Job has failed. Default: 6.
        deadline_seconds: Until a worker's Job has failed. Default: none.
        restart: "OnFailure" starts a container again in its pod, "Never" makes a new pod. Default: "OnFailure".
        successful_history: How many ended Jobs are kept. Default: 10.
        failed_history: How many failed Jobs are kept. Default: 10.

    Raises:
        SettingError: A number is out of range, or the restart is unknown.
    """

    minimum: int = 0
    maximum: int
    items_per_worker: int = 1
    poll_seconds: int = _POLL_SECONDS
    backoff_limit: int = 6
    deadline_seconds: int | None = None
    restart: Restart = "OnFailure"
    successful_history: int = 10
    failed_history: int = 10

    def __attrs_post_init__(self) -> None:
        where = "Scaled"
        at_least(0, self.minimum, where, "minimum")
        at_least(1, self.items_per_worker, where, "items_per_worker")
        at_least(1, self.poll_seconds, where, "poll_seconds")
        at_least(0, self.successful_history, where, "successful_history")
        at_least(0, self.failed_history, where, "failed_history")
        least = max(self.minimum, 1)
        if type(self.maximum) is not int or self.maximum < least:
            fix = f"The minimum is {self.minimum}: use {least} or more."
            raise SettingError(where, "maximum must not be below minimum", got=self.maximum, fix=fix)
        _ = self.job

    @property
    def exit_when(self) -> Literal["idle"]:
        """When its workers are to end."""
        return "idle"

    @property
    def job(self) -> Job:
        """The Job that KEDA makes for each worker."""
        return Job(backoff_limit=self.backoff_limit, deadline_seconds=self.deadline_seconds, restart=self.restart)

    def scaled_job(self, job: dict[str, Any], trigger: QueueTrigger, name: str) -> tuple[str, str, dict[str, Any]]:
        """Return `apiVersion`, `kind` and `spec` of the ScaledJob around a Job's spec.

        Args:
            job: The spec of the Job.
            trigger: By what it sees how much there is to do.
            name: The name of the TriggerAuthentication.
        """
        spec: dict[str, Any] = {"minReplicaCount": self.minimum, "maxReplicaCount": self.maximum}
        if self.poll_seconds != _POLL_SECONDS:
            spec["pollingInterval"] = self.poll_seconds
        spec["successfulJobsHistoryLimit"] = self.successful_history
        spec["failedJobsHistoryLimit"] = self.failed_history
        spec["rollout"] = {"strategy": "gradual"}
        spec["triggers"] = [
            {"type": trigger.type, "metadata": dict(trigger.metadata), "authenticationRef": {"name": name}}
        ]
        return _API, "ScaledJob", {**spec, "jobTargetRef": job}


def trigger_authentication(trigger: QueueTrigger) -> dict[str, Any]:
    """Return the object by which KEDA finds the password that its trigger needs."""
    password = {"parameter": "password", "name": trigger.password.secret, "key": trigger.password.key}
    return {"apiVersion": _API, "kind": "TriggerAuthentication", "spec": {"secretTargetRef": [password]}}
