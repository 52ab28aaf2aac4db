"""Who may reach the pods of a service in a target, and where they may go.

The policies of all services of the target count: they add up, whoever wrote them.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from k8spatterns_lib.delivery.fleet import Fleet
from k8spatterns_lib.delivery.rendered_objects import rendered_objects
from k8spatterns_lib.manifests.checks.pod_view import PodView, pods_of
from k8spatterns_lib.manifests.network.label_requirements import matches
from k8spatterns_lib.manifests.network.network_policy_spec import NAMESPACE_NAME
from k8spatterns_lib.manifests.network.network_rules import DIRECTIONS, Direction, PodGroup, Source, names_of_ports
from k8spatterns_lib.manifests.network.network_sum import Admission, is_beyond_policies, network_sum
from k8spatterns_lib.manifests.network.network_text import ports_text, source_text
from k8spatterns_lib.manifests.objects.plain_data import group_of, map_at, name_of

_WORDS: Final[Mapping[Direction, tuple[str, str]]] = {"Ingress": ("from", "nobody"), "Egress": ("to", "nowhere")}

Object = Mapping[str, Any]


def network_report(fleet: Fleet, service: str, target: str) -> list[str]:
    """Return a line for each that may reach a workload, and for each place where it may go.

    Raises:
        DeliveryError: There is no such service or target, or the service does not run there.
        PatternError: A chart is wrong.
    """
    place = fleet.target(target)
    own = rendered_objects(fleet.find_service(service), place)
    others = [each for each in fleet.services.values() if each.name != service and each.runs_in(place)]
    everything = own + [data for each in others for data in rendered_objects(each, place)]
    policies = [each for each in everything if _is_policy(each)]
    return [line for data in own for pod in pods_of(data) for line in _lines(pod, policies, everything)]


def _is_policy(data: Object) -> bool:
    return group_of(data) == "networking.k8s.io" and data["kind"] == "NetworkPolicy"


def _lines(pod: PodView, policies: Sequence[Object], objects: Sequence[Object]) -> Iterator[str]:
    name = _title(pod)
    if is_beyond_policies(pod):
        yield f"{name}: on the network of its node, where no policy counts"
        return
    for direction in DIRECTIONS:
        word, none = _WORDS[direction]
        found = network_sum(pod, policies, direction)
        if not found.policies:
            yield f"{name}: {word} anywhere on any port (no policy)"
        elif not found.admissions:
            yield f"{name}: {word} {none} (NetworkPolicy {', '.join(found.policies)})"
        names = names_of_ports(pod) if direction == "Ingress" else {}
        for each in found.admissions:
            yield f"{name}: {word} {_admission(each, pod, objects, names)}"


def _title(pod: PodView) -> str:
    return f"{pod.owner['kind']}/{name_of(pod.owner)}"


def _admission(
    admission: Admission, pod: PodView, objects: Sequence[Object], names: Mapping[tuple[int, str], str]
) -> str:
    who = source_text(admission.source, namespace=pod.namespace)
    found = ", ".join(_in_group(admission.source, objects))
    ports = ports_text(admission.ports, names)
    return f"{who}{f' [{found}]' if found else ''} on {ports} (NetworkPolicy {', '.join(admission.policies)})"


def _in_group(source: Source, objects: Sequence[Object]) -> Iterator[str]:
    """Yield whose pods are meant, of those of the target, where labels say which."""
    if not isinstance(source, PodGroup) or not source.pods:
        return
    spaces = {name_of(each): map_at(each, "metadata", "labels") for each in objects if each["kind"] == "Namespace"}
    for each in objects:
        for pod in pods_of(each):
            namespace = pod.namespace or ""
            labels = {**spaces.get(namespace, {}), NAMESPACE_NAME: namespace}
            if matches(source.pods, pod.labels) and matches(source.namespaces, labels):
                yield _title(pod)
