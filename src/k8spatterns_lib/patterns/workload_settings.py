"""The settings that every pattern with pods takes, written once."""

from collections.abc import Sequence
from typing import Final, TypedDict

from k8spatterns_lib.errors import SettingError
from k8spatterns_lib.patterns.init_steps import Step
from k8spatterns_lib.values.pod_settings import PodSettings


class WorkloadSettings(TypedDict, total=False):
    """What comes along with a workload.

    Keys:
        pod: Labels, scheduling, security and all else that concerns the whole pod.
        network_policy: Admit the pattern's own ports and nothing else. Default: True.
        disruption_budget: A PodDisruptionBudget (`maxUnavailable: 1`) where there is
            more than one replica. Default: True.
        spread: Spread over zones and nodes, as far as it can be done, where there is
            more than one replica. Default: True.
        init: Containers and presets such as `WaitForService`, each of which runs to its end before
            the next, and all before sidecars and the main container. Default: none.
    """

    pod: PodSettings
    network_policy: bool
    disruption_budget: bool
    spread: bool
    init: Sequence[Step]


_TYPES: Final[dict[str, type]] = {
    "pod": PodSettings,
    "network_policy": bool,
    "disruption_budget": bool,
    "spread": bool,
    "init": Sequence,
}


def check_workload_settings(settings: WorkloadSettings, *, where: str) -> None:
    """Refuse unknown keys and wrong types, which no type checker sees at run time.

    Raises:
        SettingError: A key is not known, or its value is of another type.
    """
    for key, value in settings.items():
        wanted = _TYPES.get(key)
        if wanted is None:
            fix = f"Settings of every workload: {', '.join(_TYPES)}."
            raise SettingError(where, f"there is no setting {key!r}", got=value, fix=fix)
        if not isinstance(value, wanted):
            raise SettingError(where, f"{key} is a {wanted.__name__}", got=value, fix=f"Give a {wanted.__name__}.")
