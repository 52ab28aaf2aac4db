"""`ExternalService`: a name in the cluster for what runs elsewhere.

Problem: a database outside of the cluster, or in another namespace, has a name and addresses of
its own, and another one in every environment.
Solution: a Service without pods: an alias of a DNS name, or addresses that are written down.
Clients keep one name, and nothing changes for them when the thing moves into the cluster.

Source: Kubernetes Patterns, 2nd ed., ch. 13 "Service Discovery" ("Discovering External
Services"); Kubernetes docs, "Services without selectors", "EndpointSlices".
"""

from collections.abc import Mapping, Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Any, Final

from constructs import Construct

from k8spatterns_lib.errors import SettingError
from k8spatterns_lib.manifests.pattern import MAIN, Pattern
from k8spatterns_lib.patterns.service_object import service_ports
from k8spatterns_lib.values.names import host_name
from k8spatterns_lib.values.reference import HasService, ServiceRef, service_reference
from k8spatterns_lib.values.service_port import ServicePort
from k8spatterns_lib.values.setting_checks import listed, parts

ExternalPorts = Mapping[str, int] | Sequence[ServicePort]
_MOST_ADDRESSES: Final = 1000


class ExternalService(Pattern):
    """A name in the cluster for what runs elsewhere.

    Args:
        scope: A chart, or a construct in one.
        id: The construct id.
        name: Default: the id.
        host: A DNS name elsewhere, or a Service of another namespace; give this or `addresses`.
            A Service is named as clusters with the domain `cluster.local` do. TLS clients and
            virtual hosts see the alias, not this name: they have to be told.
        addresses: IP addresses of one family; the Service has no selector and an EndpointSlice.
        ports: Ports by name, or `ServicePort`s where there is more to say; needed with `addresses`.
        headless: No address of its own: the name gives the `addresses`. Default: False.

    Raises:
        SettingError: Both or none of `host` and `addresses`, or a wrong address or port.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        name: str | None = None,
        host: str | ServiceRef | HasService | None = None,
        addresses: Sequence[str] = (),
        ports: ExternalPorts = (),
        headless: bool = False,
    ) -> None:
        super().__init__(scope, id, name=name)
        found = listed(addresses, self.where, "addresses", '"192.0.2.1"')
        if (host is None) == (not found):
            got = {"host": host, "addresses": list(found)}
            raise SettingError(self.where, "exactly one of host and addresses", got=got, fix="Give one of them.")
        if host is None:
            self._add_addresses(found, self._ports(ports), headless=headless)
        else:
            if ports or headless:
                fix = "Leave it out: an alias leads to another name, whatever the port."
                raise SettingError(self.where, "host goes without ports and headless", got=ports, fix=fix)
            spec = {"type": "ExternalName", "externalName": self._name_of(host)}
            self.add_object(MAIN, {"apiVersion": "v1", "kind": "Service", "spec": spec})

    @property
    def service_ref(self) -> ServiceRef:
        """The reference that values keep."""
        return ServiceRef(self.name, self.manifest.namespace)

    def _name_of(self, host: str | ServiceRef | HasService) -> str:
        if isinstance(host, str):
            return host_name(host, self.where, wildcard=False)
        service = service_reference(host, self.where)
        namespace = service.namespace or self.manifest.namespace
        if namespace is None:
            fix = 'Give ServiceRef("name", namespace="…").'
            raise SettingError(self.where, "a Service elsewhere needs its namespace", got=service.name, fix=fix)
        return f"{service.name}.{namespace}.svc.cluster.local"

    def _ports(self, ports: ExternalPorts) -> list[dict[str, Any]]:
        if isinstance(ports, Mapping):
            ports = [ServicePort(number, to=number, name=name) for name, number in ports.items()]
        found = parts(ports, ServicePort, self.where, "ports")
        if not found:
            raise SettingError(self.where, "addresses need ports", got=ports, fix='Give ports={"mysql": 3306}.')
        written = service_ports(found, service_type="ClusterIP", where=self.where)
        for port, each in zip(found, written, strict=True):
            if isinstance(port.to, str):
                fix = "Give its number: only pods give names to their ports."
                raise SettingError(self.where, "a port elsewhere has no name", got=port.to, fix=fix)
            each["targetPort"] = port.to if isinstance(port.to, int) else port.to.number
        return written

    def _add_addresses(self, addresses: Sequence[str], ports: Sequence[dict[str, Any]], *, headless: bool) -> None:
        family = self._family(addresses)
        spec: dict[str, Any] = {"clusterIP": "None"} if headless else {}
        if family == "IPv6":
            spec["ipFamilies"] = [family]  # without it a cluster gives an IPv4 address that leads nowhere
        spec["ports"] = ports
        self.add_object(MAIN, {"apiVersion": "v1", "kind": "Service", "spec": spec})
        labels = {
            "kubernetes.io/service-name": self.name,
            "endpointslice.kubernetes.io/managed-by": "k8spatterns-lib",
        }
        endpoints = {
            "metadata": {"labels": labels},
            "addressType": family,
            "endpoints": [{"addresses": [each], "conditions": {"ready": True}} for each in addresses],
            "ports": [_slice_port(each) for each in ports],
        }
        self.add_object("EndpointSlice", {"apiVersion": "discovery.k8s.io/v1", "kind": "EndpointSlice", **endpoints})

    def _family(self, addresses: Sequence[str]) -> str:
        found = [self._address(each) for each in addresses]
        if len({each.version for each in found}) != 1:
            fix = "Make one ExternalService for each family."
            raise SettingError(self.where, "addresses must be of one family", got=list(addresses), fix=fix)
        if len(set(found)) != len(found):
            fix = "Leave one of them out."
            raise SettingError(self.where, "addresses must be different", got=list(addresses), fix=fix)
        if len(found) > _MOST_ADDRESSES:
            fix = "Put a load balancer in front of them."
            raise SettingError(self.where, f"at most {_MOST_ADDRESSES} addresses fit", got=len(found), fix=fix)
        return f"IPv{found[0].version}"

    def _address(self, text: str) -> IPv4Address | IPv6Address:
        try:
            # A number would be read as the bytes of an address.
            address = ip_address(text if isinstance(text, str) else "")
        except ValueError:
            fix = "Use host=… for a name."
            raise SettingError(self.where, "an address must be an IP address", got=text, fix=fix) from None
        if address.is_unspecified or address.is_loopback or address.is_link_local or address.is_multicast:
            fix = "Give the address by which pods reach it."
            raise SettingError(self.where, "an address must be one of a machine", got=text, fix=fix)
        return address


def _slice_port(port: Mapping[str, Any]) -> dict[str, Any]:
    """Return a Service's port as its slice has it: the number that the addresses listen on."""
    written = {"name": port["name"], "port": port["targetPort"]}
    return written | {key: port[key] for key in ("protocol", "appProtocol") if key in port}
