"""`k8spatterns graph`: which objects a service has in a target, and how they refer to each other."""

import sys
from typing import Annotated, Literal

from cyclopts import Parameter

from k8spatterns_lib.cli.project import load_fleet
from k8spatterns_lib.delivery.construct_graph import construct_graph
from k8spatterns_lib.delivery.object_graph import object_graph


def graph(
    service: Annotated[str, Parameter(help="A service.")],
    target: Annotated[str, Parameter(help="Such as release/asia.")],
    *,
    of: Annotated[Literal["objects", "constructs"], Parameter(help="What is drawn.")] = "objects",
    output: Annotated[Literal["mermaid", "dot"], Parameter(help="The language of the drawing.")] = "mermaid",
) -> int:
    """Draw the objects of a service in a target and what refers to what, or its construct tree.

    Example: k8spatterns graph frontend release/asia --of constructs --output dot
    """
    make = object_graph if of == "objects" else construct_graph
    drawn = make(load_fleet(), service, target)
    sys.stdout.write(drawn.to_mermaid() if output == "mermaid" else drawn.to_dot())
    return 0
