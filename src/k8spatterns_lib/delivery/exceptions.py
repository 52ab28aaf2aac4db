"""The report of exceptions: what in a target is weaker than the library's rules, and why."""

from k8spatterns_lib.delivery.fleet import Fleet
from k8spatterns_lib.delivery.rendered_objects import rendered_objects
from k8spatterns_lib.manifests.checks.chart_objects import ELSEWHERE
from k8spatterns_lib.manifests.finding import title_of
from k8spatterns_lib.manifests.policies.exceptions import elsewhere
from k8spatterns_lib.manifests.policies.policies import policy_findings


def exceptions_of(fleet: Fleet, target: str) -> list[str]:
    """Return the exceptions of all services in a target, a line for each reason, by service and object.

    Raises:
        DeliveryError: There is no such target.
        PatternError: A chart is wrong.
    """
    place = fleet.target(target)
    found: dict[str, dict[str, None]] = {}
    for service in fleet.services.values():
        for data in rendered_objects(service, place) if service.runs_in(place) else ():
            title = f"{service.name} {title_of(data)}"
            for each in policy_findings(data, place.kubernetes)[1]:
                key = f"{title} {each.annotation}: {each.reason}"
                found.setdefault(key, {})[each.finding.rule.id] = None
            if where := elsewhere(data):
                found.setdefault(f"{title} {ELSEWHERE}: {where}", {})
    return [f"{line} ({', '.join(rules)})" if rules else line for line, rules in found.items()]
