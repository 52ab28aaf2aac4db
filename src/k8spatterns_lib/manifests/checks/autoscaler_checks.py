"""Autoscalers scale a workload that is there, and whose manifest leaves the number to them."""

from collections.abc import Iterator
from typing import Final

from k8spatterns_lib.manifests.checks.chart_objects import ChartObjects, is_elsewhere
from k8spatterns_lib.manifests.finding import Finding
from k8spatterns_lib.manifests.objects.plain_data import map_at, namespace_of, text_at
from k8spatterns_lib.manifests.rule import Rule

WORKLOAD: Final = Rule(
    id="autoscaler/workload",
    demands="an autoscaler must name a workload of the chart",
    reason="An autoscaler without its workload reports FailedGetScale for ever and scales nothing.",
    fix="Scale a workload that the chart has, or say where it is: annotation k8spatterns.io/elsewhere.",
    source='Kubernetes docs, "Horizontal Pod Autoscaling"',
)
REPLICAS: Final = Rule(
    id="autoscaler/replicas",
    demands="a workload must leave its number of replicas to its autoscaler",
    reason="Each time that the manifest is applied it takes back what the autoscaler did.",
    fix="Leave replicas out: each synth would undo what the autoscaler did.",
    source='Kubernetes docs, "Horizontal Pod Autoscaling", "Migrating Deployments and StatefulSets"',
)
RULES: Final = (WORKLOAD, REPLICAS)
_SCALERS: Final = (
    ("autoscaling", "HorizontalPodAutoscaler", "scaleTargetRef", True),
    ("keda.sh", "ScaledObject", "scaleTargetRef", True),
    ("autoscaling.k8s.io", "VerticalPodAutoscaler", "targetRef", False),
)


def autoscalers_find_their_workload(objects: ChartObjects) -> Iterator[Finding]:
    """Each autoscaler names a workload of the chart; one that sets the number finds none set there."""
    for group, scaler, field, sets_number in _SCALERS:
        for each in objects.of(group, scaler):
            target = map_at(each, "spec", field)
            kind, name = text_at(target, "kind") or "Deployment", text_at(target, "name")
            workloads = objects.find(kind, name, namespace_of(each))
            if not workloads:
                if name and not is_elsewhere(each):
                    what = f"there is no {kind} {name!r} in the chart"
                    yield Finding(WORKLOAD, each, path=("spec", field, "name"), what=what)
                continue
            replicas = map_at(workloads[0], "spec").get("replicas")
            if sets_number and replicas is not None:
                what = f"the {kind} {name!r} sets replicas itself"
                yield Finding(REPLICAS, each, path=("spec", field), what=what, got=replicas)
