"""How a Deployment replaces its pods.

Source: Kubernetes Patterns, 2nd ed., ch. 3 "Declarative Deployment"; Kubernetes API
reference, DeploymentStrategy.
"""

from typing import Final

import attrs

from k8spatterns_lib.errors import SettingError
from k8spatterns_lib.values.setting import refuses_unknown_settings
from k8spatterns_lib.values.shared import Shared

_HUNDRED: Final = 100


def count_or_percent(value: int | str, where: str, name: str, *, of_what_runs: bool = False) -> int:
    """Return the number before the percent sign, or the count itself: zero is zero in either form.

    Args:
        value: A number of pods, or a percentage such as "25%".
        where: What an error should name.
        name: The setting.
        of_what_runs: No more can be taken away than there is: at most "100%". Default: False.

    Raises:
        SettingError: It is neither, or more than all of what runs.
    """
    if type(value) is int and value >= 0:
        return value
    if isinstance(value, str) and value.endswith("%") and value[:-1].isascii() and value[:-1].isdigit():
        percent = int(value[:-1])
        if of_what_runs and percent > _HUNDRED:
            raise SettingError(where, f"{name} must not exceed 100%", got=value, fix='Write "100%" at most.')
        return percent
    raise SettingError(where, f"{name} must be a count or a percentage", got=value, fix='Write 1 or "25%".')


@refuses_unknown_settings
@attrs.frozen(kw_only=True)
class RollingUpdate(metaclass=Shared):
    """Replace pods step by step.

    Args:
        max_surge: How many more than wanted may run meanwhile. Default: "25%".
        max_unavailable: How many fewer may be ready. Default: 0, so that capacity never drops.

    Raises:
        SettingError: One is no count or percentage, or both are zero.
    """

    max_surge: int | str = "25%"
    max_unavailable: int | str = 0

    def __attrs_post_init__(self) -> None:
        where = "RollingUpdate"
        surge = count_or_percent(self.max_surge, where, "max_surge")
        unavailable = count_or_percent(self.max_unavailable, where, "max_unavailable", of_what_runs=True)
        if surge == 0 == unavailable:
            fix = "Raise one of them to 1."
            raise SettingError(where, "max_surge and max_unavailable must not both be zero", got=0, fix=fix)


@refuses_unknown_settings
@attrs.frozen
class Recreate:
    """End all pods before new ones start: there is a gap, and two versions never run at once."""


Strategy = RollingUpdate | Recreate
