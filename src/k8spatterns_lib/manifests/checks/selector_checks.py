"""What selects pods selects some: workloads their own, budgets and policies those of their chart."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from k8spatterns_lib.manifests.checks.chart_objects import ChartObjects
from k8spatterns_lib.manifests.checks.label_selector import LabelSelector
from k8spatterns_lib.manifests.checks.pod_view import port_names
from k8spatterns_lib.manifests.finding import Finding
from k8spatterns_lib.manifests.objects.plain_data import group_of, map_at, maps_at, namespace_of, text_at
from k8spatterns_lib.manifests.rule import Rule

WORKLOAD: Final = Rule(
    id="workload/selector",
    demands="the selector of a workload must take its own pods",
    reason="The API refuses a workload that would not find the pods which it makes.",
    fix="Give selector and template the same labels.",
    source='Kubernetes docs, "Deployments", "Selector"',
)
BUDGET: Final = Rule(
    id="disruption-budget/pods",
    demands="a disruption budget must select pods of the chart, where it can mean no others",
    reason="A budget that protects nothing is found out when a drain has taken all replicas.",
    fix="Select labels that pods have, or say where they are: annotation k8spatterns.io/elsewhere.",
    source='Kubernetes docs, "Specifying a Disruption Budget for your Application"',
)
POLICY: Final = Rule(
    id="network-policy/pods",
    demands="a network policy must select pods of the chart, where it can mean no others",
    reason="A policy that selects nothing protects nothing; the pods that it was meant for are open.",
    fix="Select labels that pods have, or say where they are: annotation k8spatterns.io/elsewhere.",
    source='Kubernetes docs, "Network Policies", "The NetworkPolicy resource"',
)
POLICY_PORT: Final = Rule(
    id="network-policy/port",
    demands="a port name of a policy must be one of the pods that it selects",
    reason="A port that no pod has admits nothing, so the traffic that was meant is dropped.",
    fix="Name a port of the pods' containers.",
    source="Kubernetes API reference, NetworkPolicyPort",
)
RULES: Final = (WORKLOAD, BUDGET, POLICY, POLICY_PORT)
_WITH_SELECTOR: Final = frozenset(
    {
        ("", "ReplicationController"),
        ("apps", "DaemonSet"),
        ("apps", "Deployment"),
        ("apps", "ReplicaSet"),
        ("apps", "StatefulSet"),
        ("batch", "Job"),
    }
)


def workloads_select_their_pods(objects: ChartObjects) -> Iterator[Finding]:
    """Each workload's selector takes its own template; one without a selector gets it from the API."""
    for pod in objects.pods:
        owner = pod.owner
        if (group_of(owner), owner["kind"]) not in _WITH_SELECTOR:
            continue
        selector = map_at(owner, "spec", "selector")
        select = LabelSelector(selector) if owner["kind"] == "ReplicationController" else LabelSelector.of(selector)
        if select and not select.takes(pod.labels):
            what = f"its selector does not take its own pods, whose labels are {dict(pod.labels)}"
            yield Finding(WORKLOAD, owner, path=("spec", "selector"), what=what, got=dict(selector))


def budgets_select_pods(objects: ChartObjects) -> Iterator[Finding]:
    """Each disruption budget selects pods of the chart, if it can only mean those."""
    for budget in objects.of("policy", "PodDisruptionBudget"):
        yield from _selects(budget, "selector", BUDGET, objects)


def policies_select_pods(objects: ChartObjects) -> Iterator[Finding]:
    """Each network policy selects pods of the chart, if it can only mean those, and names ports that they have."""
    for policy in objects.of("networking.k8s.io", "NetworkPolicy"):
        yield from _selects(policy, "podSelector", POLICY, objects)
        for index, rule in enumerate(maps_at(map_at(policy, "spec"), "ingress")):
            for number, port in enumerate(maps_at(rule, "ports")):
                name = text_at(port, "port")
                if name:
                    path = ("spec", "ingress", index, "ports", number, "port")
                    yield from _check_port(policy, path, name, objects)


def _selects(owner: Mapping[str, Any], field: str, rule: Rule, objects: ChartObjects) -> Iterator[Finding]:
    selector, namespace = map_at(owner, "spec", field), namespace_of(owner)
    select = LabelSelector.of(selector)
    if objects.selected(select, namespace) or not objects.ought_to_select(select, owner, namespace):
        return
    yield Finding(rule, owner, path=("spec", field), what="it selects no pod of the chart", got=dict(selector))


def _check_port(
    policy: Mapping[str, Any], path: tuple[str | int, ...], name: str, objects: ChartObjects
) -> Iterator[Finding]:
    select = LabelSelector.of(map_at(policy, "spec", "podSelector"))
    pods = objects.selected(select, namespace_of(policy))
    names = port_names(container for pod in pods for container in pod.containers)
    if pods and name not in names:
        fix = f"Ports of its pods: {', '.join(sorted(names)) or 'none'}."
        yield Finding(POLICY_PORT, policy, path=path, what=f"no port named {name!r}", fix=fix)
