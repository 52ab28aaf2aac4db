"""Objects of other constructs (`ApiObject`, cdk8s-plus, `Include`, `Helm`) in the library's own charts."""

import heapq
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING, Any

import cdk8s

from k8spatterns_lib.errors import ManifestError
from k8spatterns_lib.manifests.objects.object_order import apply_rank

if TYPE_CHECKING:
    from k8spatterns_lib.manifests.chart_manifest import ChartManifest


def foreign_objects(chart: cdk8s.Chart, manifest: "ChartManifest") -> list[cdk8s.ApiObject]:
    """Return the chart's `ApiObject`s that no pattern of ours made."""
    ours = {each.api_object.node.path for each in manifest.objects if each.is_api_object}
    found = [each for each in chart.node.find_all() if isinstance(each, cdk8s.ApiObject)]
    return [each for each in found if each.chart is chart and each.node.path not in ours]


def in_dependency_order(manifest: "ChartManifest", theirs: list[cdk8s.ApiObject]) -> list[Any]:
    """Return all objects as data: what others depend on first, then by kind, then as written.

    Raises:
        ManifestError: Objects depend on each other in a circle.
    """
    made: dict[str, Any] = {each.node.path: each.to_json() for each in theirs}
    for ours in manifest.objects:
        made[ours.api_object.node.path if ours.is_api_object else f"{ours.where}#{ours.kind}#{ours.name}"] = (
            ours.current()
        )
    sorter: TopologicalSorter[str] = TopologicalSorter(dict.fromkeys(made, ()))
    jsii = theirs + [each.api_object for each in manifest.objects if each.is_api_object]
    for each in jsii:
        sorter.add(each.node.path, *(found.node.path for found in each.node.dependencies if found.node.path in made))
    try:
        return [
            made[path] for path in _by_rank(sorter, {path: apply_rank(data["kind"]) for path, data in made.items()})
        ]
    except CycleError as error:
        circle = " -> ".join(error.args[1])
        raise ManifestError(manifest.path, "objects depend on each other", got=circle, fix="Remove one.") from None


def _by_rank(sorter: "TopologicalSorter[str]", ranks: dict[str, int]) -> list[str]:
    """Drain the sorter, always taking the ready object of the lowest rank."""
    places = {path: place for place, path in enumerate(ranks)}
    ready: list[tuple[int, int, str]] = []
    ordered: list[str] = []
    sorter.prepare()
    while sorter.is_active():
        for path in sorter.get_ready():
            heapq.heappush(ready, (ranks[path], places[path], path))
        _, _, path = heapq.heappop(ready)
        ordered.append(path)
        sorter.done(path)
    return ordered
