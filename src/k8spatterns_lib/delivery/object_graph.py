"""The objects of a service in a target as a graph: who refers to whom."""

from collections.abc import Iterable, Mapping
from typing import Any

from k8spatterns_lib.delivery.fleet import Fleet
from k8spatterns_lib.delivery.graph import Graph
from k8spatterns_lib.delivery.references import Reference, name_of, references_of
from k8spatterns_lib.delivery.rendered_objects import rendered_objects
from k8spatterns_lib.manifests.pods.pod_template import WORKLOADS, template_of


def object_graph(fleet: Fleet, service: str, target: str) -> Graph:
    """Return the graph of a service's objects; nodes are "Deployment/web".

    Raises:
        DeliveryError: There is no such service or target, or the service does not run there.
        PatternError: The chart is wrong.
    """
    objects = rendered_objects(fleet.find_service(service), fleet.target(target))
    ends = {(name_of(each), end) for each in objects for end in _ends(each, objects)}
    several = len({each["metadata"].get("namespace") for each in objects} - {None}) > 1
    nodes = tuple(_text(name_of(each), several=several) for each in objects)
    edges = sorted((_text(start, several=several), _text(end, several=several)) for start, end in ends)
    return Graph(nodes, tuple(edges))


def _text(name: Reference, *, several: bool) -> str:
    """Return a node's text; it has the namespace only where there are several."""
    place = f"{name.namespace}/" if several and name.namespace else ""
    return f"{name.kind}/{place}{name.name}"


def _ends(data: Mapping[str, Any], objects: Iterable[Mapping[str, Any]]) -> set[Reference]:
    ends = set(references_of(data))
    select = _selector(data)
    if select:
        namespace = data["metadata"].get("namespace")
        near = (each for each in objects if each["metadata"].get("namespace") == namespace)
        ends |= {name_of(each) for each in near if each["kind"] in WORKLOADS and _selects(select, each)}
    return ends


def _selector(data: Mapping[str, Any]) -> dict[str, str]:
    spec = data.get("spec") or {}
    if data["kind"] == "Service":
        return dict(spec.get("selector") or {})
    fields = {"PodDisruptionBudget": "selector", "NetworkPolicy": "podSelector"}
    field = fields.get(data["kind"])
    return {} if field is None else dict((spec.get(field) or {}).get("matchLabels") or {})


def _selects(select: Mapping[str, str], workload: Mapping[str, Any]) -> bool:
    return bool(select.items() <= template_of(workload)["metadata"].get("labels", {}).items())
