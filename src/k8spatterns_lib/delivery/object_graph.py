"""The objects of a service in a target as a graph: who refers to whom."""

from typing import Any

import attrs
import yaml

from k8spatterns_lib.delivery.fleet import Fleet
from k8spatterns_lib.delivery.needs import references_of
from k8spatterns_lib.errors import DeliveryError
from k8spatterns_lib.manifests.chart_directory import KUSTOMIZATION
from k8spatterns_lib.manifests.pod_template import WORKLOADS, template_of

Node = str
"""A kind and a name: "Deployment/web"."""


@attrs.frozen
class ObjectGraph:
    """Objects, and the edges between them; an edge's end that is not among the objects is elsewhere."""

    nodes: tuple[Node, ...]
    edges: tuple[tuple[Node, Node], ...]


def object_graph(fleet: Fleet, service: str, target: str) -> ObjectGraph:
    """Return the graph of a service's objects.

    Raises:
        DeliveryError: There is no such service or target.
    """
    place = fleet.target(target)
    if service not in fleet.services:
        fix = f"There are: {', '.join(fleet.services)}."
        raise DeliveryError("fleet", "there is no such service", got=service, fix=fix)
    files = fleet.services[service].app(place).render()
    objects = [yaml.safe_load(text) for path, text in files.items() if not path.endswith(KUSTOMIZATION)]
    nodes = tuple(_node(each) for each in objects)
    edges = {(_node(each), end) for each in objects for end in _ends(each, objects)}
    return ObjectGraph(nodes, tuple(sorted(edges)))


def _node(data: Any) -> Node:  # noqa: ANN401 - plain data
    return f"{data['kind']}/{data['metadata']['name']}"


def _ends(data: Any, objects: list[Any]) -> set[Node]:  # noqa: ANN401 - as above
    ends = {f"{kind}/{name}" for kind, name in references_of(data)}
    if data["kind"] == "Ingress":
        rules = data["spec"].get("rules", ())
        paths = [path for rule in rules for path in rule["http"]["paths"]]
        ends |= {f"Service/{path['backend']['service']['name']}" for path in paths}
    if data["kind"] == "HorizontalPodAutoscaler":
        target = data["spec"]["scaleTargetRef"]
        ends.add(f"{target['kind']}/{target['name']}")
    select = _selector(data)
    if select:
        ends |= {_node(each) for each in objects if each["kind"] in WORKLOADS and _selects(select, each)}
    return ends


def _selector(data: Any) -> dict[str, str]:  # noqa: ANN401 - as above
    spec = data.get("spec", {})
    if data["kind"] == "Service":
        return dict(spec.get("selector", {}))
    if data["kind"] == "PodDisruptionBudget":
        return dict(spec.get("selector", {}).get("matchLabels", {}))
    return dict(spec.get("podSelector", {}).get("matchLabels", {})) if data["kind"] == "NetworkPolicy" else {}


def _selects(select: dict[str, str], workload: Any) -> bool:  # noqa: ANN401 - as above
    return bool(select.items() <= template_of(workload)["metadata"].get("labels", {}).items())


def to_mermaid(graph: ObjectGraph) -> str:
    """Return the graph in Mermaid's language, for pages that draw it."""
    names = {node: f"n{index}" for index, node in enumerate(dict.fromkeys([*graph.nodes, *_elsewhere(graph)]))}
    lines = ["flowchart LR"]
    lines += [f'  {names[node]}["{node}"]' for node in graph.nodes]
    lines += [f'  {names[node]}(["{node}"])' for node in _elsewhere(graph)]
    lines += [f"  {names[start]} --> {names[end]}" for start, end in graph.edges]
    return "\n".join(lines) + "\n"


def to_dot(graph: ObjectGraph) -> str:
    """Return the graph in Graphviz's language."""
    lines = ["digraph objects {", "  rankdir=LR;"]
    lines += [f'  "{node}" [shape=box];' for node in graph.nodes]
    lines += [f'  "{node}" [shape=ellipse, style=dashed];' for node in _elsewhere(graph)]
    lines += [f'  "{start}" -> "{end}";' for start, end in graph.edges]
    return "\n".join([*lines, "}"]) + "\n"


def _elsewhere(graph: ObjectGraph) -> list[Node]:
    return sorted({end for _, end in graph.edges} - set(graph.nodes))
