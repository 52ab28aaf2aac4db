"""What runs pods that are all alike, or one for each node, or one alone.

Source: Kubernetes API reference, DeploymentSpec, DaemonSetSpec, Pod.
"""

from typing import Final, Literal, get_args

import attrs

from k8spatterns_lib.errors import SettingError
from k8spatterns_lib.values.setting import refuses_unknown_settings
from k8spatterns_lib.values.setting_checks import one_of
from k8spatterns_lib.values.shared import Shared
from k8spatterns_lib.values.strategy import Recreate, RollingUpdate, Strategy, count_or_percent

Update = Literal["RollingUpdate", "OnDelete"]
Restart = Literal["Always", "OnFailure", "Never"]
UPDATES: Final = get_args(Update)
_RESTARTS: Final = get_args(Restart)


def at_least(minimum: int, value: int | None, where: str, name: str) -> None:
    """Refuse what is no whole number from `minimum`; None is none at all and passes.

    Raises:
        SettingError: It is not.
    """
    if value is not None and (type(value) is not int or value < minimum):
        raise SettingError(
            where, f"{name} must be a whole number from {minimum}", got=value, fix=f"Use {max(minimum, 1)}."
        )


@refuses_unknown_settings
@attrs.frozen(kw_only=True)
class Deployment(metaclass=Shared):
    """Pods that are all alike.

    Args:
        replicas: How many. Default: 1.
        strategy: Default: `RollingUpdate()`.
        min_ready_seconds: How long a pod must be ready to count. Default: 0.
        progress_deadline_seconds: Until a rollout that stands still has failed. Default: 600.
        revision_history: How many old versions are kept for a rollback. Default: 10.
    """

    replicas: int = 1
    strategy: Strategy = RollingUpdate()
    min_ready_seconds: int = 0
    progress_deadline_seconds: int = 600
    revision_history: int = 10

    def __attrs_post_init__(self) -> None:
        where = "Deployment"
        at_least(0, self.replicas, where, "replicas")
        at_least(0, self.min_ready_seconds, where, "min_ready_seconds")
        at_least(1, self.progress_deadline_seconds, where, "progress_deadline_seconds")
        at_least(0, self.revision_history, where, "revision_history")
        if not isinstance(self.strategy, (RollingUpdate, Recreate)):
            fix = "Give RollingUpdate(...) or Recreate()."
            raise SettingError(where, "the strategy is none", got=self.strategy, fix=fix)
        if self.progress_deadline_seconds <= self.min_ready_seconds:
            fix = "Raise it beyond min_ready_seconds."
            got = self.progress_deadline_seconds
            raise SettingError(where, "progress_deadline_seconds is too short", got=got, fix=fix)


@refuses_unknown_settings
@attrs.frozen(kw_only=True)
class DaemonSet:
    """A pod on every node that fits.

    Args:
        update: "RollingUpdate", or "OnDelete" to replace by hand. Default: the former.
        max_unavailable: Nodes without a pod meanwhile. Default: 1.
        max_surge: Nodes with two pods meanwhile. Default: 0.
        min_ready_seconds: How long a pod must be ready to count. Default: 0.
        revision_history: How many old versions are kept. Default: 10.
    """

    update: Update = "RollingUpdate"
    max_unavailable: int | str = 1
    max_surge: int | str = 0
    min_ready_seconds: int = 0
    revision_history: int = 10

    def __attrs_post_init__(self) -> None:
        where = "DaemonSet"
        one_of(UPDATES, self.update, where, "update")
        unavailable = count_or_percent(self.max_unavailable, where, "max_unavailable", of_what_runs=True)
        surge = count_or_percent(self.max_surge, where, "max_surge", of_what_runs=True)
        if (unavailable == 0) == (surge == 0):
            fix = "One of max_unavailable and max_surge is zero, the other is not."
            raise SettingError(where, "the update can not go on", got=self.max_surge, fix=fix)
        at_least(0, self.min_ready_seconds, where, "min_ready_seconds")
        at_least(0, self.revision_history, where, "revision_history")


@refuses_unknown_settings
@attrs.frozen(kw_only=True)
class Pod:
    """A bare pod, which nothing replaces when its node goes.

    Args:
        restart: When its containers start again. Default: "Always".
    """

    restart: Restart = "Always"

    def __attrs_post_init__(self) -> None:
        one_of(_RESTARTS, self.restart, "Pod", "restart")
