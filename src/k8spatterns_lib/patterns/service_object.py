"""The Service object: a stable name and address for pods that come and go.

Source: Kubernetes API reference, Service v1.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from k8spatterns_lib.errors import SettingError
from k8spatterns_lib.patterns.service_settings import ServiceType, check_service_type
from k8spatterns_lib.values.service_port import ServicePort, port_number

__all__ = ["ServicePort", "ServiceType", "check_service", "service_object", "service_ports"]


def service_object(
    name: str,
    ports: Sequence[ServicePort],
    *,
    select: Mapping[str, str],
    service_type: ServiceType = "ClusterIP",
    headless: bool = False,
    publish_not_ready: bool = False,
) -> dict[str, Any]:
    """Return a Service that sends traffic to the pods with the labels `select`.

    Args:
        name: The object's name, also its DNS name.
        ports: At least one, but for a headless Service.
        select: The pods' labels.
        service_type: Who can reach it: the cluster, the nodes' network, or a load balancer's.
        headless: No address of its own: its DNS name gives the pods' addresses.
        publish_not_ready: DNS names for pods that are not ready yet, so that members
            of a data system find each other while they start.
    """
    spec: dict[str, Any] = {}
    if service_type != "ClusterIP":
        spec["type"] = service_type
    if headless:
        spec["clusterIP"] = "None"
    if publish_not_ready:
        spec["publishNotReadyAddresses"] = True
    spec["selector"] = dict(select)
    spec["ports"] = [service_port(each) for each in ports]
    return {"apiVersion": "v1", "kind": "Service", "metadata": {"name": name}, "spec": spec}


def service_port(port: ServicePort, *, name: str | None = None) -> dict[str, Any]:
    """Return a port as Kubernetes writes it; `name` stands in for its own."""
    written: dict[str, Any] = {
        "name": port.full_name if name is None else name,
        "port": port.number,
        "targetPort": port.target,
    }
    if port.protocol != "TCP":
        written["protocol"] = port.protocol
    if port.node_port is not None:
        written["nodePort"] = port.node_port
    if port.app_protocol is not None:
        written["appProtocol"] = port.app_protocol
    return written


def service_ports(
    ports: Iterable[ServicePort], *, service_type: str, where: str, before: Iterable[Mapping[str, Any]] = ()
) -> list[dict[str, Any]]:
    """Return the ports of a Service; two that lead to one port of the pods get different names.

    Args:
        ports: The ports.
        service_type: The Service's type.
        where: The construct path that an error should name.
        before: The ports that the Service has already, as they are written.

    Raises:
        SettingError: Two share a number or a given name, or the type has no ports on nodes.
    """
    found = [dict(each) for each in before]
    old = len(found)
    for port in ports:
        if port.node_port is not None and service_type == "ClusterIP":
            fix = 'Give type="NodePort" or "LoadBalancer".'
            raise SettingError(where, "node_port needs a type that has one", got=service_type, fix=fix)
        if not found:
            found.append(service_port(port))
            continue
        for field, number in (("port", port.number), ("nodePort", port.node_port)):
            taken = {(each[field], each.get("protocol", "TCP")) for each in found if field in each}
            if (number, port.protocol) in taken:
                what = "two ports must not share a number"
                raise SettingError(where, what, got=number, fix="Leave one of them out.")
        found.append(service_port(port, name=_free_name(port, {each["name"] for each in found}, where)))
    return found[old:]


def _free_name(port: ServicePort, taken: set[str], where: str) -> str:
    name = port.full_name
    if port.name and name in taken:
        raise SettingError(where, "two ports must not share a name", got=name, fix="Give one of them another name.")
    candidates = (name, f"{name}-{port.number}", f"{name}-{port.number}-{port.protocol.lower()}")
    return next(each for each in candidates if each not in taken)


def check_service(port: int, service_type: str, *, where: str) -> None:
    """Refuse a port or a type that Kubernetes does not know.

    Raises:
        SettingError: The port is not 1 to 65535, or the type is unknown.
    """
    port_number(port, where, "port")
    check_service_type(service_type, where)
