"""Services lead to pods of their chart and to ports that these have; routes lead to ports that Services have."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from k8spatterns_lib.manifests.checks.chart_objects import ChartObjects, same_place
from k8spatterns_lib.manifests.checks.label_selector import LabelSelector
from k8spatterns_lib.manifests.checks.pod_view import PodView
from k8spatterns_lib.manifests.finding import Finding, Path
from k8spatterns_lib.manifests.objects.labels import LEADER
from k8spatterns_lib.manifests.objects.plain_data import map_at, maps_at, name_of, namespace_of, text_at
from k8spatterns_lib.manifests.rule import Rule

PODS: Final = Rule(
    id="service/pods",
    demands="a Service must select pods of the chart, where it can mean no others",
    reason="A Service without pods takes connections and answers none. The API accepts it, since pods may come later.",
    fix="Select labels that pods have, or say where they are: annotation k8spatterns.io/elsewhere.",
    source='Kubernetes docs, "Debug Services"',
)
PORT: Final = Rule(
    id="service/port",
    demands="a Service must lead to port names that its pods have",
    reason="A port name is looked up in each pod; pods that do not have it get no traffic, and nobody is told.",
    fix="Name a port of its pods' containers.",
    source='Kubernetes docs, "Service", "Port definitions"',
)
ROUTE: Final = Rule(
    id="route/port",
    demands="a route must lead to a port that its Service has",
    reason="The ingress controller or gateway answers 503 for it, and the API accepts it.",
    fix="Name a port of the Service.",
    source='Kubernetes docs, "Ingress", "The Ingress resource"; Gateway API docs, "HTTPRoute"',
)
NODE_PORT: Final = Rule(
    id="service/node-port",
    demands="two Services must not share a port of the nodes",
    reason="A port of the nodes is one for the whole cluster: the API refuses the second Service.",
    fix="Give one of them another port, or leave it out for a free one.",
    source='Kubernetes docs, "Service", "type: NodePort"',
)
RULES: Final = (PODS, PORT, ROUTE, NODE_PORT)
_TCP: Final = "TCP"
_GATEWAY: Final = "gateway.networking.k8s.io"
_ROUTES: Final = ("HTTPRoute", "GRPCRoute", "TLSRoute", "TCPRoute", "UDPRoute")


def services_find_their_pods(objects: ChartObjects) -> Iterator[Finding]:
    """Each Service selects pods, if it can only mean pods of this chart, and leads to ports that they have."""
    for service in objects.of("", "Service"):
        spec = map_at(service, "spec")
        if not (select := map_at(spec, "selector")) or spec.get("type") == "ExternalName":
            continue
        # Which pod leads is written on it at run time.
        lasting = {key: value for key, value in select.items() if key != LEADER}
        namespace, selector = namespace_of(service), LabelSelector(lasting)
        pods = objects.selected(selector, namespace)
        if pods:
            yield from _check_ports(service, spec, pods)
        elif objects.ought_to_select(selector, service, namespace):
            what = "it selects no pod of the chart"
            yield Finding(PODS, service, path=("spec", "selector"), what=what, got=dict(select))


def _check_ports(service: Mapping[str, Any], spec: Mapping[str, Any], pods: list[PodView]) -> Iterator[Finding]:
    named: set[tuple[str, str]] | None = None
    for index, port in enumerate(maps_at(spec, "ports")):
        target, protocol = text_at(port, "targetPort"), text_at(port, "protocol") or _TCP
        if not target:
            continue
        if named is None:
            named = set(_ports_of(pods))
        if (target, protocol) not in named:
            has = sorted(name if spoken == _TCP else f"{name} ({spoken})" for name, spoken in named)
            fix = f"Ports of its pods: {', '.join(has) or 'none'}."
            what = f"no port named {target!r}" + ("" if protocol == _TCP else f" that speaks {protocol}")
            yield Finding(PORT, service, path=("spec", "ports", index, "targetPort"), what=what, fix=fix)


def _ports_of(pods: Iterable[PodView]) -> Iterator[tuple[str, str]]:
    """Yield the names of the pods' ports, and what is spoken there."""
    for pod in pods:
        for container in pod.containers:
            for port in maps_at(container.data, "ports"):
                if text_at(port, "name"):
                    yield text_at(port, "name"), text_at(port, "protocol") or _TCP


def node_ports_are_taken_once(objects: ChartObjects) -> Iterator[Finding]:
    """No two Services of the chart ask for one port of the nodes."""
    owners: dict[tuple[int, str], Mapping[str, Any]] = {}
    for service in objects.of("", "Service"):
        for index, port in enumerate(maps_at(map_at(service, "spec"), "ports")):
            number = port.get("nodePort")
            if not isinstance(number, int):
                continue
            owner = owners.setdefault((number, text_at(port, "protocol") or _TCP), service)
            if owner is not service:
                what = f"the Service {name_of(owner)!r} has this port of the nodes already"
                yield Finding(NODE_PORT, service, path=("spec", "ports", index, "nodePort"), what=what, got=number)


def routes_find_their_port(objects: ChartObjects) -> Iterator[Finding]:
    """Each Ingress and Gateway route leads to a port that a Service has, where the chart has that Service."""
    routes = [(each, _ingress_backends(map_at(each, "spec"))) for each in objects.of("networking.k8s.io", "Ingress")]
    for kind in _ROUTES:
        routes += [(each, _route_backends(map_at(each, "spec"))) for each in objects.of(_GATEWAY, kind)]
    if not routes:
        return
    services: dict[str, list[Mapping[str, Any]]] = {}
    for service in objects.of("", "Service"):
        if map_at(service, "spec").get("type") != "ExternalName":  # an alias says nothing of ports
            services.setdefault(name_of(service), []).append(service)
    for route, backends in routes:
        for path, name, wanted, namespace in backends:
            place = namespace or namespace_of(route)
            for service in services.get(name, ()):
                if wanted is not None and same_place(namespace_of(service), place):
                    yield from _check_backend(route, path, wanted, service)


def _check_backend(
    route: Mapping[str, Any], path: Path, wanted: object, service: Mapping[str, Any]
) -> Iterator[Finding]:
    ports = maps_at(map_at(service, "spec"), "ports")
    listed = [port.get("port") for port in ports] if isinstance(wanted, int) else [port.get("name") for port in ports]
    if wanted not in listed:
        what = f"the Service {name_of(service)!r} has no port {wanted}"
        has = ", ".join(str(each) for each in listed if each is not None)
        yield Finding(ROUTE, route, path=path, what=what, fix=f"Its ports: {has or 'none'}.")


Backend = tuple[Path, str, object, str]
"""A place in the route, a Service, its port by name or number (None if none is said), its namespace if it is said."""


def _ingress_backends(spec: Mapping[str, Any]) -> Iterator[Backend]:
    found: list[tuple[Path, Mapping[str, Any]]] = [(("spec", "defaultBackend"), map_at(spec, "defaultBackend"))]
    for number, rule in enumerate(maps_at(spec, "rules")):
        for index, each in enumerate(maps_at(map_at(rule, "http"), "paths")):
            found.append((("spec", "rules", number, "http", "paths", index, "backend"), map_at(each, "backend")))
    for path, backend in found:
        port = map_at(backend, "service", "port")
        yield (*path, "service"), text_at(map_at(backend, "service"), "name"), port.get("number", port.get("name")), ""


def _route_backends(spec: Mapping[str, Any]) -> Iterator[Backend]:
    for number, rule in enumerate(maps_at(spec, "rules")):
        for index, each in enumerate(maps_at(rule, "backendRefs")):
            if each.get("kind", "Service") == "Service" and not each.get("group"):
                path = ("spec", "rules", number, "backendRefs", index)
                yield path, text_at(each, "name"), each.get("port"), text_at(each, "namespace")
