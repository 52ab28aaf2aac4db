"""`k8spatterns explain`: where each parameter comes from, what a target needs and excepts, why a rule is there."""

import sys
from typing import Annotated

from cyclopts import Parameter

from k8spatterns_lib.cli.project import load_fleet
from k8spatterns_lib.delivery.exceptions import exceptions_of
from k8spatterns_lib.delivery.needs import needs_of
from k8spatterns_lib.delivery.rule_text import rule_lines


def explain(
    service: Annotated[str, Parameter(help='A service, "needs", "exceptions" or "rule".')],
    target: Annotated[str, Parameter(help="Such as release/asia; a rule's id after rule.")],
) -> int:
    """Say where a service's parameters come from, what a target needs from elsewhere, or what it excepts and why.

    Example: k8spatterns explain frontend release/asia

    Example: k8spatterns explain needs release/asia

    Example: k8spatterns explain exceptions release/asia

    Example: k8spatterns explain rule pod-security/run-as-non-root
    """
    match service:
        case "rule":
            lines = rule_lines(target)
        case "needs":
            lines = needs_of(load_fleet(), target) or [f"{target} needs nothing from elsewhere"]
        case "exceptions":
            lines = exceptions_of(load_fleet(), target) or [f"{target} has no exceptions"]
        case _:
            origins = load_fleet().explain(service, target)
            lines = [f"{each.name} = {each.value!r}  from {each.source}" for each in origins]
            lines = lines or [f"{service} has no parameters"]
    sys.stdout.writelines(f"{line}\n" for line in lines)
    return 0
