"""`UntilEmpty`: a Job whose pods work until the queue is empty.

How many items there are is not said to Kubernetes (`completions` stays unset): the first pod
that ends well says that there is nothing left to do, the others end what they are doing, and
none is started any more. So a worker may end only when all items are done, not when it finds
none to take: another worker may still die of its own.

Source: Kubernetes docs, "Jobs" ("Parallel Jobs with a work queue"); Kubernetes: Up and Running,
3rd ed., ch. 12 "Jobs".
"""

from typing import Literal

import attrs

from k8spatterns_lib.values.deployment import at_least
from k8spatterns_lib.values.job import Job, PodFailureRule, Restart
from k8spatterns_lib.values.setting import refuses_unknown_settings


@refuses_unknown_settings
@attrs.frozen(kw_only=True)
class UntilEmpty:
    """Workers that end when the queue is empty.

    Args:
        parallelism: How many work at once. Default: 1.
        wait_seconds: How long a pod waits for the loader before it counts as failed. Default: 600.
        backoff_limit: Failed pods, or restarts of their containers, until the Job has failed. Default: 6.
        deadline_seconds: Until the Job has failed. Default: none.
        ttl_seconds: How long the Job stays after its end. Default: until it is deleted. Whatever
            keeps the cluster equal to a repository makes a Job anew that went away by itself.
        restart: "OnFailure" starts a container again in its pod; "Never" makes a new pod, keeps the
            failed one's log, and does not count pods that the cluster took away. Default: "OnFailure".

    Raises:
        SettingError: A number is out of range, or the restart is unknown.
    """

    parallelism: int = 1
    wait_seconds: int = 600
    backoff_limit: int = 6
    deadline_seconds: int | None = None
    ttl_seconds: int | None = None
    restart: Restart = "OnFailure"

    def __attrs_post_init__(self) -> None:
        at_least(1, self.parallelism, "UntilEmpty", "parallelism")
        at_least(1, self.wait_seconds, "UntilEmpty", "wait_seconds")
        _ = self.job

    @property
    def exit_when(self) -> Literal["empty"]:
        """When its workers are to end."""
        return "empty"

    @property
    def job(self) -> Job:
        """The Job that runs the workers."""
        disruption = PodFailureRule(action="Ignore", disruption=True)
        return Job(
            completions=None,
            parallelism=self.parallelism,
            backoff_limit=self.backoff_limit,
            deadline_seconds=self.deadline_seconds,
            ttl_seconds=self.ttl_seconds,
            restart=self.restart,
            pod_failure=[disruption] if self.restart == "Never" else (),
        )
