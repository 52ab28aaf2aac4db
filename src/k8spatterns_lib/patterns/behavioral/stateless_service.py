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
from k8spatterns_lib.patterns.advanced.autoscaler import Autoscale, autoscaler_object
from k8spatterns_lib.patterns.behavioral.ingress_object import ingress_object
from k8spatterns_lib.patterns.pod_part import PodPart, Preset, sidecar_part
from k8spatterns_lib.patterns.workload_pattern import WorkloadPattern
from k8spatterns_lib.patterns.workload_settings import WorkloadSettings
from k8spatterns_lib.values.container import Container
from k8spatterns_lib.values.deployment import at_least
from k8spatterns_lib.values.names import dns_subdomain
from k8spatterns_lib.values.reference import SecretRef
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
        ingress_path: The path prefix that is served. Default: "/".
        ingress_class: Default: the cluster's default.
        ingress_tls: The Secret with the certificate. Default: none, plain HTTP.
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
        ingress_path: str = "/",
        ingress_class: str | None = None,
        ingress_tls: str | SecretRef | None = None,
        strategy: Strategy = _STRATEGY,
        **settings: Unpack[WorkloadSettings],
    ) -> None:
        super().__init__(scope, id)
        self._need_container("container", container)
        at_least(0, replicas, self.where, "replicas")
        self.container = container
        self._check_ingress(port, ingress_host, ingress_tls)
        beside = [sidecar_part(each, pattern=self.name, main=container, where=self.where) for each in sidecars]
        parts = [PodPart(containers=(container,)), *beside]
        deployment = Deployment(replicas=replicas, strategy=strategy)
        least = replicas if autoscale is None else autoscale.minimum
        self._run(deployment, parts, settings, replicas=least, autoscaled=autoscale is not None)
        if port is not None:
            self.expose(port=port, to=to or self._default_port())
        if ingress_host is not None and port is not None:
            data = ingress_object(
                self.name, host=ingress_host, path=ingress_path, port=port, ingress_class=ingress_class, tls=ingress_tls
            )
            self.add_object("Ingress", data)
        if autoscale is not None:
            self.add_object("HorizontalPodAutoscaler", autoscaler_object(self.name, autoscale))

    def _default_port(self) -> str:
        names = [port.name for port in self.container.ports]
        if len(names) == 1 or "http" in names:
            return "http" if "http" in names else names[0]
        fix = 'Say which one: to="…".' if names else 'Give the container ports={"http": 8080}.'
        raise SettingError(self.where, "port needs a container port to lead to", got=names, fix=fix)

    def _check_ingress(self, port: int | None, host: str | None, tls: object) -> None:
        if host is None:
            if tls is not None:
                raise SettingError(self.where, "ingress_tls needs ingress_host", got=tls, fix="Give the host name.")
            return
        dns_subdomain(host.removeprefix("*."), self.where, "ingress_host")
        if port is None:
            raise SettingError(self.where, "ingress_host needs a port", got=host, fix="Give port=80.")
