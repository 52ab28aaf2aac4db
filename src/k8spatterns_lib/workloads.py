"""What can run the pods of a pattern: `workload=Deployment(replicas=2)`."""

from k8spatterns_lib.values.workloads import CronJob, DaemonSet, Deployment, Job, Pod, StatefulSet

__all__ = ["CronJob", "DaemonSet", "Deployment", "Job", "Pod", "StatefulSet"]
