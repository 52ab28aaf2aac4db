"""What a target uses and does not define: it has to be there before the charts are applied."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from k8spatterns_lib.delivery.fleet import Fleet
from k8spatterns_lib.delivery.references import Reference, name_of, reference_to, references_of
from k8spatterns_lib.delivery.rendered_objects import rendered_objects

_IN_EVERY_CLUSTER: Final = {
    "Namespace": {"default", "kube-node-lease", "kube-public", "kube-system"},
    "PriorityClass": {"system-cluster-critical", "system-node-critical"},
    "ClusterRole": {"admin", "cluster-admin", "edit", "view"},
    "ServiceAccount": {"default"},
    "ConfigMap": {"kube-root-ca.crt"},
}
# Source: Kubernetes API reference; all other groups come with a CustomResourceDefinition or an API server.
_BUILT_IN_GROUPS: Final = frozenset(
    {
        "",
        "apps",
        "autoscaling",
        "batch",
        "policy",
        "admissionregistration.k8s.io",
        "apiextensions.k8s.io",
        "apiregistration.k8s.io",
        "authentication.k8s.io",
        "authorization.k8s.io",
        "certificates.k8s.io",
        "coordination.k8s.io",
        "discovery.k8s.io",
        "events.k8s.io",
        "flowcontrol.apiserver.k8s.io",
        "networking.k8s.io",
        "node.k8s.io",
        "rbac.authorization.k8s.io",
        "resource.k8s.io",
        "scheduling.k8s.io",
        "storage.k8s.io",
        "storagemigration.k8s.io",
    }
)


def needs_of(fleet: Fleet, target: str) -> list[str]:
    """Return what the services of a target refer to and nobody there defines, a line each, sorted.

    Raises:
        DeliveryError: There is no such target.
        PatternError: A chart is wrong.
    """
    place = fleet.target(target)
    defined: set[Reference] = set()
    used: dict[Reference, dict[str, None]] = {}
    for service in fleet.services.values():
        if not service.runs_in(place):
            continue
        for data in rendered_objects(service, place):
            defined.update(_defined_by(data))
            for need in _needs_of_object(data):
                used.setdefault(need, {})[service.name] = None
    missing = (need for need in used if need not in defined and need.name not in _IN_EVERY_CLUSTER.get(need.kind, ()))
    return [f"{need} (used by {', '.join(used[need])})" for need in sorted(missing)]


def _needs_of_object(data: Mapping[str, Any]) -> Iterator[Reference]:
    yield from references_of(data)
    if namespace := data["metadata"].get("namespace"):
        yield reference_to("Namespace", namespace, None)
    group = data["apiVersion"].rpartition("/")[0]
    if group not in _BUILT_IN_GROUPS:
        yield _definition(data["kind"], group)


def _defined_by(data: Mapping[str, Any]) -> Iterator[Reference]:
    yield name_of(data)
    if data["kind"] == "CustomResourceDefinition":
        yield _definition(data["spec"]["names"]["kind"], data["spec"]["group"])


def _definition(kind: str, group: str) -> Reference:
    return reference_to("CustomResourceDefinition", f"for {kind} of {group}", None)
