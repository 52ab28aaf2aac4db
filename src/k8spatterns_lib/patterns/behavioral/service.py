"""The `Service` family: every way in which clients find what they need.

Problem: pods come and go; things outside the cluster have names of their own.
Solution: one name. A `Service` for pods by label; an `ExternalService` for a name or for
addresses elsewhere, so that the clients' configuration is the same everywhere.

Source: Kubernetes Patterns, 2nd ed., ch. 13 "Service Discovery"; Kubernetes docs,
"Service", "EndpointSlices".
"""

import ipaddress
from collections.abc import Mapping, Sequence
from typing import Any, Literal

from constructs import Construct

from k8spatterns_lib.errors import SettingError
from k8spatterns_lib.manifests.pattern import MAIN, Pattern
from k8spatterns_lib.manifests.version_gates import require
from k8spatterns_lib.patterns.service_object import ServiceType, check_service
from k8spatterns_lib.values.names import dns_subdomain, label_key, label_value
from k8spatterns_lib.values.reference import ServiceRef

Traffic = Literal["PreferClose", "PreferSameZone", "PreferSameNode"]


class Service(Pattern):
    """A name and an address for pods with certain labels, whoever runs them.

    A pattern's own pods get one with `pattern.expose(…)`; this is for all others.

    Args:
        scope: A chart, or a construct in one.
        id: The name.
        select: The pods' labels.
        ports: Numbers or names of container ports by the Service's port.
        type: Who can reach it. Default: the cluster.
        headless: No address of its own: the name gives the pods' addresses. Default: False.
        sticky: One client stays with one pod. Default: False.
        traffic: Which pods are preferred. Default: all alike.

    Raises:
        SettingError: A port, a label or the type is wrong.
        VersionError: The traffic policy is newer than the target.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        select: Mapping[str, str],
        ports: Mapping[int, int | str],
        type: ServiceType = "ClusterIP",  # noqa: A002 - Kubernetes' own word
        headless: bool = False,
        sticky: bool = False,
        traffic: Traffic | None = None,
    ) -> None:
        super().__init__(scope, id)
        if not select:
            raise SettingError(
                self.where, "a Service selects pods by labels", got=select, fix="Use ExternalService for others."
            )
        for key, value in select.items():
            label_key(key, self.where)
            label_value(value, self.where)
        spec: dict[str, Any] = {} if type == "ClusterIP" else {"type": type}
        if headless:
            spec["clusterIP"] = "None"
        if sticky:
            spec["sessionAffinity"] = "ClientIP"
        if traffic is not None:
            require(
                "traffic-prefer-close" if traffic == "PreferClose" else "traffic-prefer-same",
                self.kubernetes,
                self.where,
            )
            spec["trafficDistribution"] = traffic
        spec["selector"] = dict(select)
        spec["ports"] = [_port(number, to, type, self.where) for number, to in ports.items()]
        self.add_object(MAIN, {"apiVersion": "v1", "kind": "Service", "spec": spec})

    @property
    def service_ref(self) -> ServiceRef:
        """The reference that values keep."""
        return ServiceRef(self.name, self.manifest.namespace)


class ExternalService(Pattern):
    """A name in the cluster for what runs elsewhere.

    Args:
        scope: A chart, or a construct in one.
        id: The name.
        host: A DNS name elsewhere; give this or `addresses`.
        addresses: IP addresses of one family; the Service has no selector and an EndpointSlice.
        ports: Ports by name; needed with `addresses`.

    Raises:
        SettingError: Both or none of `host` and `addresses`, or a wrong address or port.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        host: str | None = None,
        addresses: Sequence[str] = (),
        ports: Mapping[str, int] | None = None,
    ) -> None:
        super().__init__(scope, id)
        if (host is None) == (not addresses):
            got = {"host": host, "addresses": list(addresses)}
            raise SettingError(self.where, "exactly one of host and addresses", got=got, fix="Give one of them.")
        if host is not None:
            dns_subdomain(host, self.where, "host")
            spec: dict[str, Any] = {"type": "ExternalName", "externalName": host}
            self.add_object(MAIN, {"apiVersion": "v1", "kind": "Service", "spec": spec})
        else:
            self._add_addresses(addresses, dict(ports or {}))

    def _add_addresses(self, addresses: Sequence[str], ports: Mapping[str, int]) -> None:
        if not ports:
            raise SettingError(self.where, "addresses need ports", got=ports, fix='Give ports={"mysql": 3306}.')
        for number in ports.values():
            check_service(number, "ClusterIP", where=self.where)
        listed = [{"name": name, "port": number} for name, number in ports.items()]
        spec = {"ports": [{**each, "targetPort": each["port"]} for each in listed]}
        self.add_object(MAIN, {"apiVersion": "v1", "kind": "Service", "spec": spec})
        metadata = {
            "labels": {
                "kubernetes.io/service-name": self.name,
                "endpointslice.kubernetes.io/managed-by": "k8spatterns-lib",
            }
        }
        endpoints = {
            "metadata": metadata,
            "addressType": self._family(addresses),
            "endpoints": [{"addresses": [each], "conditions": {"ready": True}} for each in addresses],
            "ports": listed,
        }
        self.add_object("EndpointSlice", {"apiVersion": "discovery.k8s.io/v1", "kind": "EndpointSlice", **endpoints})

    def _family(self, addresses: Sequence[str]) -> str:
        families: set[int] = set()
        for each in addresses:
            try:
                families.add(ipaddress.ip_address(each).version)
            except ValueError:
                fix = "Use host=… for a name."
                raise SettingError(self.where, "an address must be an IP address", got=each, fix=fix) from None
        if len(families) != 1:
            fix = "Make one ExternalService for each family."
            raise SettingError(self.where, "addresses must be of one family", got=list(addresses), fix=fix)
        return f"IPv{families.pop()}"

    @property
    def service_ref(self) -> ServiceRef:
        """The reference that values keep."""
        return ServiceRef(self.name, self.manifest.namespace)


def _port(number: int, to: int | str, service_type: str, where: str) -> dict[str, Any]:
    check_service(number, service_type, where=where)
    return {"name": to if isinstance(to, str) else f"port-{number}", "port": number, "targetPort": to}
