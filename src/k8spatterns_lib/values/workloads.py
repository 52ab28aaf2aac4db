"""What can run the pods of a pattern."""

from k8spatterns_lib.values.deployment import DaemonSet, Deployment, Pod
from k8spatterns_lib.values.job import CronJob, Job
from k8spatterns_lib.values.stateful_set import StatefulSet

Workload = Deployment | StatefulSet | DaemonSet | Job | CronJob | Pod

__all__ = ["CronJob", "DaemonSet", "Deployment", "Job", "Pod", "StatefulSet", "Workload"]
