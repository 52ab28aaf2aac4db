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
        for line in needs_of(fleet, target):
            sys.stdout.write(f"{line}\n")
        return 0
    for origin in fleet.explain(service, target):
        sys.stdout.write(f"{origin.name} = {origin.value!r}  from {origin.source}\n")
    return 0
