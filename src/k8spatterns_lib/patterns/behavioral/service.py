"""`Service`: a stable name and address for pods with certain labels, whoever runs them.

Problem: pods come and go, and so do their addresses; clients need one that stays.
Solution: a name in the cluster's DNS, and an address that spreads connections over the pods
that are ready. What runs elsewhere gets a name by `ExternalService`.

Source: Kubernetes Patterns, 2nd ed., ch. 13 "Service Discovery"; Kubernetes docs, "Service".
"""

from collections.abc import Mapping, Sequence
from typing import Unpack

from constructs import Construct

from k8spatterns_lib.errors import SettingError
from k8spatterns_lib.manifests.pattern import MAIN, Pattern
from k8spatterns_lib.patterns.service_object import check_service, service_ports
from k8spatterns_lib.patterns.service_settings import ServiceSettings, ServiceType, service_metadata, service_settings
from k8spatterns_lib.values.names import label_key, label_value
from k8spatterns_lib.values.pods_ref import AnyPods, pods_reference
from k8spatterns_lib.values.reference import ServiceRef
from k8spatterns_lib.values.service_port import ServicePort
from k8spatterns_lib.values.setting_checks import parts

ServicePorts = Mapping[int, int | str] | Sequence[ServicePort]


class Service(Pattern):
    """A name and an address for pods with certain labels, whoever runs them.

    A pattern's own pods get one with `pattern.expose(…)`; this is for all others. Its further
    settings are those of `expose`: see `ServiceSettings`.

    Args:
        scope: A chart, or a construct in one.
        id: The construct id.
        name: Default: the id.
        select: The pods: their labels, the name of a pattern, or a construct that runs pods.
        ports: Numbers or names of container ports by the Service's port, or `ServicePort`s
            where there is more to say. A headless Service can do without.
        type: Who can reach it: the cluster ("ClusterIP"), whoever reaches a node ("NodePort"),
            or whoever reaches a load balancer ("LoadBalancer"). Default: the cluster.

    Raises:
        SettingError: A port, a label, the type or a setting is wrong.
        VersionError: The traffic distribution is newer than the target.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        name: str | None = None,
        select: AnyPods,
        ports: ServicePorts = (),
        type: ServiceType = "ClusterIP",  # noqa: A002 - Kubernetes' own word
        **settings: Unpack[ServiceSettings],
    ) -> None:
        super().__init__(scope, id, name=name)
        labels = self._labels(select)
        spec = service_settings(settings, service_type=type, version=self.kubernetes, where=self.where)
        spec["selector"] = labels
        listed = self._ports(ports, type)
        if listed:
            spec["ports"] = service_ports(listed, service_type=type, where=self.where)
        elif not settings.get("headless"):
            fix = 'Give ports={80: "http"}; only a headless Service can do without.'
            raise SettingError(self.where, "a Service needs a port", got=ports, fix=fix)
        metadata = service_metadata(settings, where=self.where)
        self.add_object(MAIN, {"apiVersion": "v1", "kind": "Service", "metadata": metadata, "spec": spec})

    @property
    def service_ref(self) -> ServiceRef:
        """The reference that values keep."""
        return ServiceRef(self.name, self.manifest.namespace)

    def _labels(self, select: AnyPods) -> dict[str, str]:
        if isinstance(select, Mapping):
            if not select:
                fix = "Use ExternalService for others."
                raise SettingError(self.where, "a Service selects pods by labels", got=select, fix=fix)
            for key, value in select.items():
                label_key(key, self.where)
                label_value(value, self.where)
            return dict(select)
        pods = pods_reference(select, self.where)
        if pods.namespace not in {None, self.manifest.namespace}:
            fix = "Make the Service in that namespace."
            raise SettingError(self.where, "a Service selects pods of its own namespace", got=pods.namespace, fix=fix)
        return dict(pods.labels)

    def _ports(self, ports: ServicePorts, service_type: str) -> tuple[ServicePort, ...]:
        if not isinstance(ports, Mapping):
            return parts(ports, ServicePort, self.where, "ports")
        for number in ports:
            check_service(number, service_type, where=self.where)
        return tuple(ServicePort(number, to=to) for number, to in ports.items())
