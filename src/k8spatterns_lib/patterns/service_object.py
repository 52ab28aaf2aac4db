"""The Service object: a stable name and address for pods that come and go.

Source: Kubernetes API reference, Service v1.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Literal, get_args

import attrs

from k8spatterns_lib.errors import SettingError
from k8spatterns_lib.values.port import Port

ServiceType = Literal["ClusterIP", "NodePort", "LoadBalancer"]
_TYPES = get_args(ServiceType)
_HIGHEST_PORT = 65535


@attrs.frozen(kw_only=True)
class ServicePort:
    """A port of a Service.

    Args:
        number: The port that clients use, 1 to 65535.
        to: The container port that takes the traffic, by name.
        node_port: A fixed port on every node (NodePort and LoadBalancer). Default: any free one.
        app_protocol: What is spoken, such as `kubernetes.io/h2c`.
    """

    number: int
    to: Port
    node_port: int | None = None
    app_protocol: str | None = None

    def as_object(self) -> dict[str, Any]:
        """Return the port as Kubernetes writes it."""
        port: dict[str, Any] = {"name": self.to.name, "port": self.number, "targetPort": self.to.name}
        if self.to.protocol != "TCP":
            port["protocol"] = self.to.protocol
        if self.node_port is not None:
            port["nodePort"] = self.node_port
        if self.app_protocol is not None:
            port["appProtocol"] = self.app_protocol
        return port


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
    spec["ports"] = [each.as_object() for each in ports]
    return {"apiVersion": "v1", "kind": "Service", "metadata": {"name": name}, "spec": spec}


def check_service(port: int, service_type: str, *, where: str) -> None:
    """Refuse a port or a type that Kubernetes does not know.

    Raises:
        SettingError: The port is not 1 to 65535, or the type is unknown.
    """
    if type(port) is not int or not 1 <= port <= _HIGHEST_PORT:
        raise SettingError(
            where, "port must be 1 to 65535", got=port, fix="Give the port that clients use, such as 80."
        )
    if service_type not in _TYPES:
        raise SettingError(
            where, "type must be a Service type", got=service_type, fix=f"Use one of: {', '.join(_TYPES)}."
        )
