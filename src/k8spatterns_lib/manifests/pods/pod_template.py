"""Where the pod template stands in each kind of workload."""

from collections.abc import Mapping
from typing import Any, Final

WORKLOADS: Final = frozenset(
    {"Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job", "CronJob", "Pod", "ScaledJob"}
)


def template_of(data: Mapping[str, Any]) -> Any:  # noqa: ANN401 - plain data, to be read or written
    """Return the pod template of a workload; the object itself for a bare pod."""
    if data["kind"] == "Pod":
        return data
    spec: Mapping[str, Any] = data["spec"]
    if data["kind"] == "CronJob":
        spec = spec["jobTemplate"]["spec"]
    elif data["kind"] == "ScaledJob":
        spec = spec["jobTargetRef"]
    template: Mapping[str, Any] = spec["template"]
    return template
