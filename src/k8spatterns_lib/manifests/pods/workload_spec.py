"""What runs pods, as Kubernetes writes it.

What equals the API's own default is left away.

Decided here: the workload around a pod template, and what it demands of the template.
Decided elsewhere: the pod (`pod_spec`), jobs (`job_spec`), the object around the spec (`patterns`).
Source: Kubernetes API reference, DeploymentSpec, StatefulSetSpec, DaemonSetSpec v1 apps.
"""

from collections.abc import Mapping
from typing import Any, Final

from k8spatterns_lib.errors import SettingError
from k8spatterns_lib.manifests.pods.claim_spec import claim_template
from k8spatterns_lib.manifests.pods.job_spec import cron_job_spec, job_spec
from k8spatterns_lib.manifests.pods.scheduling_spec import spread_among
from k8spatterns_lib.manifests.version_gates import require
from k8spatterns_lib.values.deployment import DaemonSet, Deployment, Pod
from k8spatterns_lib.values.job import CronJob, Job
from k8spatterns_lib.values.kubernetes_version import KubernetesVersion
from k8spatterns_lib.values.stateful_set import StatefulSet
from k8spatterns_lib.values.strategy import RollingUpdate, Strategy
from k8spatterns_lib.values.workloads import Workload

_REVISIONS: Final = 10
_PROGRESS_SECONDS: Final = 600
_API_ROLLING_UPDATE: Final = ("25%", "25%")


def workload_spec(
    workload: Workload,
    *,
    name: str,
    selector: Mapping[str, str],
    pod: Mapping[str, Any],
    version: KubernetesVersion,
    where: str,
    service: str | None = None,
    autoscaled: bool = False,
) -> tuple[str, str, dict[str, Any]]:
    """Return `apiVersion`, `kind` and `spec` of what runs the pods.

    The pod's restart policy is set as the workload needs it, its spread is given the selector,
    and the volumes that claims of a StatefulSet stand for are taken out. `pod` is not changed.

    Args:
        workload: What runs the pods.
        name: The workload's name.
        selector: The labels by which it finds its pods.
        pod: The pod template: `metadata` and `spec`.
        version: The target's version.
        where: The construct path that an error should name.
        service: The headless Service of a StatefulSet. Default: the one named like the workload.
        autoscaled: Leave `replicas` to an autoscaler. Default: False.

    Raises:
        VersionError: It uses what the target's version does not have.
        SettingError: The pod can not run under this workload.
    """
    template = {**pod, "spec": _pod(workload, pod["spec"], selector, where)}
    match workload:
        case Pod():
            return "v1", "Pod", template["spec"]
        case Job():
            return "batch/v1", "Job", job_spec(workload, template, version=version, where=where)
        case CronJob():
            return "batch/v1", "CronJob", cron_job_spec(workload, template, version=version, where=where)
        case Deployment():
            spec = _deployment(workload)
        case StatefulSet():
            spec = _stateful_set(workload, service or name, version, where)
        case DaemonSet():
            spec = _daemon_set(workload)
    if autoscaled:
        spec.pop("replicas", None)
    claims = spec.pop("volumeClaimTemplates", None)
    spec["selector"] = {"matchLabels": dict(selector)}
    spec["template"] = template
    if claims:
        spec["volumeClaimTemplates"] = claims
    return "apps/v1", type(workload).__name__, spec


def _pod(workload: Workload, pod: Mapping[str, Any], selector: Mapping[str, str], where: str) -> dict[str, Any]:
    spec = spread_among(pod, selector)
    if isinstance(workload, (Pod, Job, CronJob)):
        restart = workload.job.restart if isinstance(workload, CronJob) else workload.restart
        return _with_restart(spec, restart, where)
    for field, only in (("restartPolicy", "Always"), ("activeDeadlineSeconds", None)):
        if spec.get(field, only) != only:
            what = f"the pods of a {type(workload).__name__} run for ever and can have no {field}"
            raise SettingError(where, what, got=spec[field], fix="Leave it away, or use a Job.")
    if isinstance(workload, StatefulSet) and workload.claims:
        return _without_claimed(spec, {claim.name for claim in workload.claims}, where)
    return spec


def _with_restart(spec: dict[str, Any], restart: str, where: str) -> dict[str, Any]:
    said = spec.get("restartPolicy", restart)
    if said != restart:
        fix = f"The workload says {restart!r}; say it there alone."
        raise SettingError(where, "pod and workload do not agree on the restart policy", got=said, fix=fix)
    if restart != "Always":
        spec["restartPolicy"] = restart
    return spec


def _without_claimed(spec: dict[str, Any], claimed: set[str], where: str) -> dict[str, Any]:
    """Take out the volumes that claim templates stand for; each pod is given its own instead."""
    kept = []
    for volume in spec.get("volumes", ()):
        if volume["name"] not in claimed:
            kept.append(volume)
        elif volume.get("persistentVolumeClaim", {}).get("claimName") != volume["name"]:
            fix = "Mount Volume.claim(...) with the claim's name, or rename the volume."
            raise SettingError(where, "a volume has the name of a claim", got=volume["name"], fix=fix)
    spec["volumes"] = kept
    if not kept:
        del spec["volumes"]
    return spec


def _deployment(workload: Deployment) -> dict[str, Any]:
    spec: dict[str, Any] = {"replicas": workload.replicas}
    spec |= _strategy(workload.strategy)
    spec |= _pace(workload)
    if workload.progress_deadline_seconds != _PROGRESS_SECONDS:
        spec["progressDeadlineSeconds"] = workload.progress_deadline_seconds
    return spec


def _strategy(strategy: Strategy) -> dict[str, Any]:
    if not isinstance(strategy, RollingUpdate):
        return {"strategy": {"type": "Recreate"}}
    if (strategy.max_surge, strategy.max_unavailable) == _API_ROLLING_UPDATE:
        return {}
    update = {"maxSurge": strategy.max_surge, "maxUnavailable": strategy.max_unavailable}
    return {"strategy": {"type": "RollingUpdate", "rollingUpdate": update}}


def _stateful_set(workload: StatefulSet, service: str, version: KubernetesVersion, where: str) -> dict[str, Any]:
    spec: dict[str, Any] = {"serviceName": service, "replicas": workload.replicas}
    if not workload.ordered:
        spec["podManagementPolicy"] = "Parallel"
    spec |= _update(workload.update, _stateful_update(workload, version, where))
    spec |= _pace(workload)
    keep = (workload.keep_claims_on_delete, workload.keep_claims_on_scale_down)
    if not all(keep):
        deleted, scaled = ("Retain" if each else "Delete" for each in keep)
        spec["persistentVolumeClaimRetentionPolicy"] = {"whenDeleted": deleted, "whenScaled": scaled}
    if workload.claims:
        spec["volumeClaimTemplates"] = [claim_template(each, version=version, where=where) for each in workload.claims]
    return spec


def _stateful_update(workload: StatefulSet, version: KubernetesVersion, where: str) -> dict[str, Any]:
    update: dict[str, Any] = {}
    if workload.partition:
        update["partition"] = workload.partition
    if workload.max_unavailable is not None:
        require("stateful-set-max-unavailable", version, where)
        update["maxUnavailable"] = workload.max_unavailable
    return update


def _daemon_set(workload: DaemonSet) -> dict[str, Any]:
    update = {}
    if (workload.max_unavailable, workload.max_surge) != (1, 0):
        update = {"maxSurge": workload.max_surge, "maxUnavailable": workload.max_unavailable}
    return _update(workload.update, update) | _pace(workload)


def _update(kind: str, update: Mapping[str, Any]) -> dict[str, Any]:
    if kind == "OnDelete":
        return {"updateStrategy": {"type": "OnDelete"}}
    return {"updateStrategy": {"type": "RollingUpdate", "rollingUpdate": update}} if update else {}


def _pace(workload: Deployment | StatefulSet | DaemonSet) -> dict[str, Any]:
    spec: dict[str, Any] = {}
    if workload.min_ready_seconds:
        spec["minReadySeconds"] = workload.min_ready_seconds
    if workload.revision_history != _REVISIONS:
        spec["revisionHistoryLimit"] = workload.revision_history
    return spec
