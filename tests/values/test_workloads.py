"""The door to workloads, and what a workload is."""

from typing import get_args

from k8spatterns_lib import workloads
from k8spatterns_lib.values.workloads import Workload


def test_the_door_has_every_workload_and_nothing_else() -> None:
    expected = ["CronJob", "DaemonSet", "Deployment", "Job", "Pod", "StatefulSet"]

    assert workloads.__all__ == expected
    assert sorted(kind.__name__ for kind in get_args(Workload)) == expected
    assert all(getattr(workloads, kind.__name__) is kind for kind in get_args(Workload))
