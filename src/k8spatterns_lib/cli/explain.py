"""`k8spatterns explain`: where each parameter comes from, and what a target needs."""

import sys
from typing import Annotated

from cyclopts import Parameter

from k8spatterns_lib.cli.project import load_fleet
from k8spatterns_lib.delivery.needs import needs_of


def explain(
    service: Annotated[str, Parameter(help='A service, or "needs".')],
    target: Annotated[str, Parameter(help="Such as release/asia.")],
) -> int:
    """Say where a service's parameters come from, or what a target needs from elsewhere.

    Example: k8spatterns explain frontend release/asia

    Example: k8spatterns explain needs release/asia
    """
    fleet = load_fleet()
    if service == "needs":
        lines = needs_of(fleet, target) or [f"{target} needs nothing from elsewhere"]
    else:
        origins = fleet.explain(service, target)
        lines = [f"{each.name} = {each.value!r}  from {each.source}" for each in origins]
        lines = lines or [f"{service} has no parameters"]
    sys.stdout.writelines(f"{line}\n" for line in lines)
    return 0
