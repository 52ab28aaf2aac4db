"""`Autoscale`: how many replicas a service gets for its load, and the object that decides it.

Source: Kubernetes Patterns, 2nd ed., ch. 29 "Elastic Scale"; Kubernetes API reference,
HorizontalPodAutoscaler v2.
"""

from typing import Any

import attrs

from k8spatterns_lib.errors import SettingError
from k8spatterns_lib.values.deployment import at_least
from k8spatterns_lib.values.setting import refuses_unknown_settings


@refuses_unknown_settings
@attrs.frozen(kw_only=True)
class Autoscale:
    """Bounds and targets of horizontal scaling.

    Args:
        minimum: Replicas at rest, from 1. Default: 2, so that one can fail.
        maximum: Replicas at most.
        cpu_percent: The mean use that is aimed at, in percent of what is requested. Default: 80.
        memory_percent: The same for memory. Default: memory does not count.
        scale_down_seconds: How long a lower need must last. Default: 300.

    Raises:
        SettingError: A number is out of range, or there is no target.
    """

    minimum: int = 2
    maximum: int
    cpu_percent: int | None = 80
    memory_percent: int | None = None
    scale_down_seconds: int = 300

    def __attrs_post_init__(self) -> None:
        where = "Autoscale"
        at_least(1, self.minimum, where, "minimum")
        at_least(1, self.cpu_percent, where, "cpu_percent")
        at_least(1, self.memory_percent, where, "memory_percent")
        at_least(0, self.scale_down_seconds, where, "scale_down_seconds")
        if type(self.maximum) is not int or self.maximum < self.minimum:
            fix = f"The minimum is {self.minimum}: use it or more."
            raise SettingError(where, "maximum must not be below minimum", got=self.maximum, fix=fix)
        if self.cpu_percent is None and self.memory_percent is None:
            raise SettingError(where, "a target is needed", fix="Give cpu_percent or memory_percent.")


def autoscaler_object(workload: str, autoscale: Autoscale, *, kind: str = "Deployment") -> dict[str, Any]:
    """Return the HorizontalPodAutoscaler of a workload; it has the workload's name."""
    targets = (("cpu", autoscale.cpu_percent), ("memory", autoscale.memory_percent))
    spec: dict[str, Any] = {
        "scaleTargetRef": {"apiVersion": "apps/v1", "kind": kind, "name": workload},
        "minReplicas": autoscale.minimum,
        "maxReplicas": autoscale.maximum,
        "metrics": [
            {
                "type": "Resource",
                "resource": {"name": name, "target": {"type": "Utilization", "averageUtilization": percent}},
            }
            for name, percent in targets
            if percent is not None
        ],
        "behavior": {"scaleDown": {"stabilizationWindowSeconds": autoscale.scale_down_seconds}},
    }
    metadata = {"name": workload}
    return {"apiVersion": "autoscaling/v2", "kind": "HorizontalPodAutoscaler", "metadata": metadata, "spec": spec}
