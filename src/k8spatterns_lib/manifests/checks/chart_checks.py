"""All checks of a whole chart, in their order; the same run at synth and on directories of manifests."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from k8spatterns_lib.manifests.checks import (
    autoscaler_checks,
    claim_checks,
    container_checks,
    network_checks,
    object_checks,
    reference_checks,
    role_checks,
    selector_checks,
    service_checks,
)
from k8spatterns_lib.manifests.checks.chart_objects import ChartObjects
from k8spatterns_lib.manifests.finding import Finding
from k8spatterns_lib.manifests.rule import Rule

Check = Callable[[ChartObjects], Iterator[Finding]]

OF_EACH_OBJECT: Final[tuple[Check, ...]] = (
    object_checks.objects_are_well_formed,
    selector_checks.workloads_select_their_pods,
    container_checks.containers_find_what_they_name,
)
"""Checks of objects by themselves; what a pattern makes keeps these rules by the way in which it is made."""

OF_ALL: Final[tuple[Check, ...]] = (
    service_checks.services_find_their_pods,
    service_checks.routes_find_their_port,
    service_checks.node_ports_are_taken_once,
    reference_checks.references_are_there,
    autoscaler_checks.autoscalers_find_their_workload,
    selector_checks.budgets_select_pods,
    selector_checks.policies_select_pods,
    network_checks.policies_do_not_undo_each_other,
    claim_checks.claims_are_shared_as_they_can_be,
    role_checks.bindings_find_their_ends,
)

RULES: Final[tuple[Rule, ...]] = (
    *object_checks.RULES,
    *service_checks.RULES,
    *reference_checks.RULES,
    *autoscaler_checks.RULES,
    *selector_checks.RULES,
    *network_checks.RULES,
    *claim_checks.RULES,
    *container_checks.RULES,
    *role_checks.RULES,
)


def chart_findings(
    objects: Sequence[Mapping[str, Any]], *, strangers: Sequence[Mapping[str, Any]] | None = None
) -> list[Finding]:
    """Return what is wrong with the objects of a chart, each by itself and together.

    Args:
        objects: All objects of the chart.
        strangers: Those that no pattern made, or that were changed since. Default: all.
    """
    alone = ChartObjects(objects if strangers is None else strangers)
    found = [finding for check in OF_EACH_OBJECT for finding in check(alone)]
    together = alone if strangers is None else ChartObjects(objects)
    if alone.all:
        found += object_checks.objects_are_unique(together)
    return found + [finding for check in OF_ALL for finding in check(together)]
