"""`StatelessService`: identical, replaceable replicas behind one name.

Problem: a service must be reached by one address, scale, and survive nodes and rollouts.
Solution: a Deployment, its Service, and what keeps it available: a disruption budget, a
spread over zones and nodes, an autoscaler and an Ingress where they are asked for.

Source: Kubernetes Patterns, 2nd ed., ch. 11 "Stateless Service".
"""

from collections.abc import Sequence
from typing import Final, Unpack

from constructs import Construct

from k8spatterns_lib.errors import SettingError
from k8spatterns_lib.manifests.network.http_route_spec import http_route
from k8spatterns_lib.manifests.network.ingress_spec import ingress
from k8spatterns_lib.patterns.advanced.autoscaler import Autoscale, autoscaler_object
from k8spatterns_lib.patterns.behavioral.http_route import AnyGateway, gateways, route_hosts
from k8spatterns_lib.patterns.pod_part import PodPart, Preset, sidecar_part
from k8spatterns_lib.patterns.workload_pattern import WorkloadPattern
from k8spatterns_lib.patterns.workload_settings import WorkloadSettings
from k8spatterns_lib.values.container import Container
from k8spatterns_lib.values.deployment import at_least
from k8spatterns_lib.values.http_path import HttpPath, to_http_path
from k8spatterns_lib.values.http_rule import HttpRule
from k8spatterns_lib.values.names import dns_subdomain, host_name
from k8spatterns_lib.values.reference import HasSecret, SecretRef, ServiceRef, secret_name
from k8spatterns_lib.values.strategy import RollingUpdate, Strategy
from k8spatterns_lib.values.workloads import Deployment

_STRATEGY: Final = RollingUpdate()


class StatelessService(WorkloadPattern):
    """A Deployment, and a Service, an Ingress and an autoscaler in front of and behind it.

    Args:
        scope: A chart, or a construct in one.
        id: The name of the Deployment and of the Service.
        container: What runs.
        replicas: How many. Default: 1.
        port: The Service's port; it leads to the container's port `to`. Default: none, a worker
            without a Service.
        to: The container's port. Default: its only one, or the one named "http".
        sidecars: Native sidecars, or presets such as `LogShipper`.
        autoscale: Let the cluster choose the replicas; `replicas` is then not written.
        ingress_host: Serve this host name from outside. Needs `port`. Default: none.
        ingress_path: The path below which it is served. Default: "/".
        ingress_class: Default: the cluster's default.
        ingress_tls: The Secret with the certificate. Default: none, plain HTTP.
        gateway: Serve through this Gateway ("name", "namespace/name" or `GatewayRef`), by an
            HTTPRoute. Needs `port`. Default: none.
        route_hosts: The host names of that route. Default: all of the gateway's.
        route_path: The path below which it is served there. Default: "/".
        strategy: How pods are replaced. Default: `RollingUpdate()`.

    Raises:
        SettingError: A port does not exist, or settings contradict each other.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        container: Container,
        replicas: int = 1,
        port: int | None = None,
        to: str | None = None,
        sidecars: Sequence[Container | Preset] = (),
        autoscale: Autoscale | None = None,
        ingress_host: str | None = None,
        ingress_path: str | HttpPath = "/",
        ingress_class: str | None = None,
        ingress_tls: str | SecretRef | HasSecret | None = None,
        gateway: AnyGateway | None = None,
        route_hosts: Sequence[str] = (),
        route_path: str | HttpPath = "/",
        strategy: Strategy = _STRATEGY,
        **settings: Unpack[WorkloadSettings],
    ) -> None:
        super().__init__(scope, id)
        self._need_container("container", container)
        at_least(0, replicas, self.where, "replicas")
        self.container = container
        self._check_ingress(port, ingress_host, ingress_tls)
        self._check_route(port, gateway, route_hosts)
        beside = [sidecar_part(each, pattern=self.name, main=container, where=self.where) for each in sidecars]
        parts = [PodPart(containers=(container,)), *beside]
        deployment = Deployment(replicas=replicas, strategy=strategy)
        least = replicas if autoscale is None else autoscale.minimum
        self._run(deployment, parts, settings, replicas=least, autoscaled=autoscale is not None)
        if port is not None:
            self.expose(port=port, to=to or self._default_port())
        if ingress_host is not None and port is not None:
            self._add_ingress(ingress_host, ingress_path, port, ingress_class=ingress_class, tls=ingress_tls)
        if gateway is not None and port is not None:
            self._add_route(gateway, route_hosts, route_path, port)
        if autoscale is not None:
            self.add_object("HorizontalPodAutoscaler", autoscaler_object(self.name, autoscale))

    def _default_port(self) -> str:
        names = [port.name for port in self.container.ports]
        if len(names) == 1 or "http" in names:
            return "http" if "http" in names else names[0]
        fix = 'Say which one: to="…".' if names else 'Give the container ports={"http": 8080}.'
        raise SettingError(self.where, "port needs a container port to lead to", got=names, fix=fix)

    def _add_ingress(
        self,
        host: str,
        path: str | HttpPath,
        port: int,
        *,
        ingress_class: str | None,
        tls: str | SecretRef | HasSecret | None,
    ) -> None:
        if ingress_class is not None:
            dns_subdomain(ingress_class, self.where, "ingress_class")
        rules = {host: [(to_http_path(path, self.where), (ServiceRef(self.name), port))]}
        secrets = {}
        if tls is not None:
            secrets[host] = dns_subdomain(secret_name(tls, self.where), self.where, "ingress_tls")
        self.add_object("Ingress", ingress(self.name, rules=rules, tls=secrets, ingress_class=ingress_class))

    def _add_route(self, gateway: AnyGateway, hosts: Sequence[str], path: str | HttpPath, port: int) -> None:
        route = http_route(
            self.name,
            gateways=gateways(gateway, self.where, namespace=self.manifest.namespace),
            hosts=route_hosts(hosts, self.where),
            rules=[HttpRule(path=to_http_path(path, self.where), to=(self.name, port))],
            namespace=self.manifest.namespace,
        )
        self.add_object("HTTPRoute", route)

    def _check_ingress(self, port: int | None, host: str | None, tls: object) -> None:
        if host is None:
            if tls is not None:
                raise SettingError(self.where, "ingress_tls needs ingress_host", got=tls, fix="Give the host name.")
            return
        host_name(host, self.where, "ingress_host")
        if port is None:
            raise SettingError(self.where, "ingress_host needs a port", got=host, fix="Give port=80.")

    def _check_route(self, port: int | None, gateway: object, hosts: Sequence[str]) -> None:
        if gateway is None and hosts:
            raise SettingError(self.where, "route_hosts need a gateway", got=hosts, fix='Give gateway="name".')
        if gateway is not None and port is None:
            raise SettingError(self.where, "gateway needs a port", got=gateway, fix="Give port=80.")
