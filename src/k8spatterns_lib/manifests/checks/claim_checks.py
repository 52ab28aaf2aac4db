"""Claims of a chart are mounted by no more pods than their access mode lets."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from k8spatterns_lib.manifests.checks.chart_objects import ChartObjects
from k8spatterns_lib.manifests.checks.pod_view import PodView
from k8spatterns_lib.manifests.finding import Finding
from k8spatterns_lib.manifests.objects.plain_data import map_at, name_of, namespace_of, text_at
from k8spatterns_lib.manifests.rule import Rule

SHARED: Final = Rule(
    id="claim/shared",
    demands="pods that can be on several nodes must not share a claim that one node or one pod alone can use",
    reason="The pods on all other nodes stay in ContainerCreating: their volume is not attached twice.",
    fix='Give the claim access="ReadWriteMany", run one replica, or give each pod a Claim of its own.',
    source='Kubernetes docs, "Persistent Volumes", "Access Modes"',
)
RULES: Final = (SHARED,)
_ONE_POD: Final = "ReadWriteOncePod"
_FEW: Final = frozenset({"ReadWriteOnce", _ONE_POD})


def claims_are_shared_as_they_can_be(objects: ChartObjects) -> Iterator[Finding]:
    """No workload of several pods mounts a claim of the chart that the pods of one node alone can use.

    Pods that ask to be near each other, or for a node by name, are left to the user.
    """
    claims = {(namespace_of(each), name_of(each)): _modes(each) for each in objects.of("", "PersistentVolumeClaim")}
    if not any(modes and _FEW.issuperset(modes) for modes in claims.values()):
        return
    scaled = {
        (namespace_of(each), text_at(target, "kind"), text_at(target, "name"))
        for each in objects.of("autoscaling", "HorizontalPodAutoscaler")
        for target in [map_at(each, "spec", "scaleTargetRef")]
    }
    for pod in objects.pods:
        owner = (pod.namespace, text_at(pod.owner, "kind"), name_of(pod.owner))
        for path, volume in pod.volumes if "volumes" in pod.spec else ():
            name = text_at(map_at(volume, "persistentVolumeClaim"), "claimName")
            modes = claims.get((pod.namespace, name), ())
            if not modes or not _FEW.issuperset(modes) or not (owner in scaled or _has_several(pod)):
                continue
            if _ONE_POD in modes or not _is_placed(pod):
                whose = "one pod" if _ONE_POD in modes else "the pods of one node"
                what = f"several pods share the claim {name!r}, which {whose} alone can use"
                yield Finding(SHARED, pod.owner, path=path, what=what, got=list(modes))


def _modes(claim: Mapping[str, Any]) -> Sequence[str]:
    modes = map_at(claim, "spec").get("accessModes")
    return [str(each) for each in modes] if isinstance(modes, (list, tuple)) else ()


def _has_several(pod: PodView) -> bool:
    spec = map_at(pod.owner, "spec")
    if pod.owner.get("kind") == "CronJob":
        spec = map_at(spec, "jobTemplate", "spec")
    counts = [spec.get(field) for field in ("replicas", "parallelism")]
    return pod.owner.get("kind") == "DaemonSet" or any(isinstance(each, int) and each > 1 for each in counts)


def _is_placed(pod: PodView) -> bool:
    return "podAffinity" in map_at(pod.spec, "affinity") or "nodeName" in pod.spec
