"""`k8spatterns graph`: which objects a service has in a target, and how they refer to each other."""

import sys
from typing import Annotated, Literal

from cyclopts import Parameter

from k8spatterns_lib.cli.project import load_fleet
from k8spatterns_lib.delivery.object_graph import object_graph, to_dot, to_mermaid


def graph(
    service: Annotated[str, Parameter(help="A service.")],
    target: Annotated[str, Parameter(help="Such as release/asia.")],
    *,
    output: Annotated[Literal["mermaid", "dot"], Parameter(help="The language of the drawing.")] = "mermaid",
) -> int:
    """Draw the objects of a service in a target, and what refers to what.

    Example: k8spatterns graph frontend release/asia --output dot
    """
    edges = object_graph(load_fleet(), service, target)
    sys.stdout.write(to_mermaid(edges) if output == "mermaid" else to_dot(edges))
    return 0
