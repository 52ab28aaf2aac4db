"""The constructs of a service in a target as a graph: what was made in what."""

from k8spatterns_lib.delivery.fleet import Fleet
from k8spatterns_lib.delivery.graph import Graph


def construct_graph(fleet: Fleet, service: str, target: str) -> Graph:
    """Return the tree from the chart down; nodes are construct paths.

    Raises:
        DeliveryError: There is no such service or target, or the service does not run there.
        PatternError: The chart is wrong.
    """
    app = fleet.find_service(service).app(fleet.target(target))
    prefix = app.path_in_tree
    found = [each for each in app.node.find_all() if each.node.path]
    nodes = tuple(f"{prefix}/{each.node.path}" for each in found)
    edges = [(node.rpartition("/")[0], node) for node in nodes]
    return Graph(nodes, tuple((start, end) for start, end in edges if start != prefix))
