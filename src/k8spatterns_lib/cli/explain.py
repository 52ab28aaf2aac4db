"""`k8spatterns explain`: parameters, what a target needs and excepts, who may reach whom, why a rule is there."""

import sys
from collections.abc import Iterable
from typing import Annotated

from cyclopts import App, Parameter

from k8spatterns_lib.cli.project import load_fleet
from k8spatterns_lib.delivery.exceptions import exceptions_of
from k8spatterns_lib.delivery.needs import needs_of
from k8spatterns_lib.delivery.network_report import network_report
from k8spatterns_lib.delivery.rule_text import rule_lines

Service = Annotated[str, Parameter(help="A service.")]
Target = Annotated[str, Parameter(help="Such as release/asia.")]
RuleId = Annotated[str, Parameter(help='Such as service/port; a group such as "service", or "all".')]


def make_explain() -> App:
    """Return the command and what can be asked with it."""
    command = App(name="explain")
    command.default(parameters)
    for each in (needs, exceptions, network, rule):
        command.command(each)
    return command


def parameters(service: Service, target: Target) -> int:
    """Say where a service's parameters come from, or something else that is asked for by name.

    Example: k8spatterns explain frontend release/asia

    Example: k8spatterns explain needs release/asia

    Example: k8spatterns explain exceptions release/asia

    Example: k8spatterns explain network frontend release/asia

    Example: k8spatterns explain rule pod-security/run-as-non-root
    """
    origins = load_fleet().explain(service, target)
    lines = [f"{each.name} = {each.value!r}  from {each.source}" for each in origins]
    return _say(lines or [f"{service} has no parameters"])


def needs(target: Target) -> int:
    """List what the services of a target use and do not define.

    Example: k8spatterns explain needs release/asia
    """
    return _say(needs_of(load_fleet(), target) or [f"{target} needs nothing from elsewhere"])


def exceptions(target: Target) -> int:
    """List what the services of a target except from the rules, and why.

    Example: k8spatterns explain exceptions release/asia
    """
    return _say(exceptions_of(load_fleet(), target) or [f"{target} has no exceptions"])


def network(service: Service, target: Target) -> int:
    """Say who may reach the pods of a service, and where they may go: the sum of all policies.

    Example: k8spatterns explain network frontend release/asia
    """
    return _say(network_report(load_fleet(), service, target) or [f"{service} runs no pods"])


def rule(name: RuleId) -> int:
    """Say what a rule demands, why, and where that is written.

    Example: k8spatterns explain rule pod-security/run-as-non-root
    """
    return _say(rule_lines(name))


def _say(lines: Iterable[str]) -> int:
    sys.stdout.writelines(f"{line}\n" for line in lines)
    return 0
