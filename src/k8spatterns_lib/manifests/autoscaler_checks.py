"""Autoscalers scale a workload that is there, and whose manifest leaves the number to them."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from k8spatterns_lib.errors import ManifestError

if TYPE_CHECKING:
    from k8spatterns_lib.manifests.chart_manifest import ChartManifest


def autoscalers_find_their_workload(manifest: "ChartManifest") -> "Iterator[ManifestError]":
    """Each HorizontalPodAutoscaler names a workload of the chart that has no `replicas`."""
    scalers = [each for each in manifest.objects if each.kind == "HorizontalPodAutoscaler"]
    if not scalers:
        return
    workloads = {(each.kind, each.name): each for each in manifest.objects}
    for scaler in scalers:
        target = scaler.data["spec"]["scaleTargetRef"]
        where = f"{scaler.where} HorizontalPodAutoscaler {scaler.name!r}"
        workload = workloads.get((target["kind"], target["name"]))
        if workload is None:
            what = f"there is no {target['kind']} {target['name']!r} in the chart"
            yield ManifestError(where, what, fix="Scale a workload that the chart has.")
        elif "replicas" in workload.data["spec"]:
            what = f"the {target['kind']} {target['name']!r} sets replicas itself"
            fix = "Leave replicas out: each synth would undo what the autoscaler did."
            yield ManifestError(where, what, got=workload.data["spec"]["replicas"], fix=fix)
