"""`WorkloadPattern`: what every pattern that runs pods has in common.

Decided here: the objects that come along with a workload (rule 5 of the contract):
a disruption budget and a spread where there is more than one replica, and a policy that
admits the pattern's own ports.
Decided elsewhere: which containers run (each pattern), how they are written (`manifests`).
"""

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any, Unpack

import attrs

from k8spatterns_lib.errors import SettingError
from k8spatterns_lib.manifests.chart_manifest import ConfigUse
from k8spatterns_lib.manifests.network.network_policy_spec import open_policy
from k8spatterns_lib.manifests.objects.kube_object import KubeObject
from k8spatterns_lib.manifests.objects.labels import selector
from k8spatterns_lib.manifests.pattern import MAIN, Pattern
from k8spatterns_lib.manifests.pods.pod_spec import PodContents, config_uses, exception_annotations, pod_spec
from k8spatterns_lib.manifests.pods.workload_spec import workload_spec
from k8spatterns_lib.patterns.exposed_service import expose
from k8spatterns_lib.patterns.init_steps import with_init
from k8spatterns_lib.patterns.pattern_network import PatternNetwork
from k8spatterns_lib.patterns.pod_part import PodPart
from k8spatterns_lib.patterns.service_object import ServicePort, ServiceType, check_service
from k8spatterns_lib.patterns.service_settings import ServiceSettings
from k8spatterns_lib.patterns.workload_policy import WorkloadPolicy
from k8spatterns_lib.patterns.workload_settings import WorkloadSettings, check_workload_settings
from k8spatterns_lib.values.container import Container
from k8spatterns_lib.values.pod_settings import PodSettings
from k8spatterns_lib.values.pods_ref import PodsRef
from k8spatterns_lib.values.port import Port
from k8spatterns_lib.values.reference import ServiceRef
from k8spatterns_lib.values.scheduling import Scheduling, Spread
from k8spatterns_lib.values.workloads import StatefulSet, Workload

Wrap = Callable[[dict[str, Any]], tuple[str, str, dict[str, Any]]]
"""Returns `apiVersion`, `kind` and `spec` of an object that holds the spec of a workload."""

_DEFAULT_POD = PodSettings()
_SPREAD = (Spread(topology="topology.kubernetes.io/zone"), Spread(topology="kubernetes.io/hostname"))


class WorkloadPattern(Pattern):
    """A pattern that runs pods: one main workload, and more where the pattern needs them."""

    # Not the containers: all that is asked of them later is their ports, and each is a dozen objects.
    _ports: tuple[Port, ...] = ()
    _policies: tuple[WorkloadPolicy, ...] = ()

    def _run(
        self,
        workload: Workload,
        parts: Iterable[PodPart],
        settings: WorkloadSettings,
        *,
        name: str | None = None,
        replicas: int | None = None,
        autoscaled: bool = False,
        service: str | None = None,
        name_by_content: bool = False,
        wrap: Wrap | None = None,
    ) -> KubeObject:
        """Add a workload and all that comes along with it; its first container is the main one.

        Args:
            workload: What runs the pods.
            parts: The pod's containers, those of the main one first.
            settings: What the user said of the whole workload.
            name: Its name, and the one by which it selects its pods. Default: the pattern's;
                a workload with another name is a further one (its objects' ids end in the name).
            replicas: How many pods there will be. Default: what the workload says.
            autoscaled: Something else sets the number, so the manifest must not.
            service: The headless Service of a StatefulSet. Default: the one named like it.
            name_by_content: Put the hash of what can not be changed in place behind the object's
                name, so that a new version of a Job can be applied. Default: False.
            wrap: Make another kind of object of it, such as KEDA's ScaledJob. Default: itself.
        """
        check_workload_settings(settings, where=self.where)
        name = name or self.name
        parts = with_init(list(parts), settings.get("init", ()), pattern=name, where=self.where)
        many = (getattr(workload, "replicas", 1) if replicas is None else replicas) > 1
        pod = settings.get("pod", _DEFAULT_POD)
        if many and settings.get("spread", True):
            pod = _spread(pod)
        if any(part.share_process_namespace for part in parts):
            pod = attrs.evolve(pod, share_process_namespace=True)
        containers = tuple(each for part in parts for each in (*part.containers, *part.init))
        self._ports += tuple(port for each in containers for port in each.ports)
        self._add_config(parts)
        data, uses = self._workload(workload, parts, pod, name, autoscaled=autoscaled, service=service, wrap=wrap)
        run = self.add_object(self._child(MAIN, name), data, uses=uses, name_by_content=name_by_content)
        if many and settings.get("disruption_budget", True):
            self._add_disruption_budget(name)
        if settings.get("network_policy", True):
            self._add_network_policy(name, containers, in_touch=many and isinstance(workload, StatefulSet))
        for part in parts:
            for each in part.objects:
                self.add_object(self._child(each["kind"], each["metadata"]["name"]), each)
        return run

    def _need_container(self, setting: str, container: object) -> None:
        if not isinstance(container, Container):
            fix = 'Give Container("name", image=…, resources=…).'
            raise SettingError(self.where, f"{setting} must be a Container", got=container, fix=fix)

    def _child(self, kind: str, name: str) -> str:
        """Return the child id of an object of `kind`: those of further workloads end in the name."""
        return kind if name == self.name else f"{kind}-{name}"

    def _add_config(self, parts: Iterable[PodPart]) -> None:
        for part in parts:
            for name, files in part.config.items():
                data = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": name}, "data": dict(files)}
                self.add_object(f"ConfigMap-{name}", data)

    def _workload(
        self,
        workload: Workload,
        parts: list[PodPart],
        pod: PodSettings,
        name: str,
        *,
        autoscaled: bool,
        service: str | None,
        wrap: Wrap | None,
    ) -> tuple[dict[str, Any], frozenset[ConfigUse]]:
        contents = PodContents(
            containers=tuple(each for part in parts for each in part.containers),
            init=tuple(each for part in parts for each in part.init),
            settings=pod,
            reloaded=frozenset().union(*(part.reloaded for part in parts)),
        )
        select = selector(name)
        exceptions = exception_annotations(contents)
        template = self._template_metadata(parts, pod, select, exceptions)
        version, kind, spec = workload_spec(
            workload,
            name=name,
            selector=select,
            pod={"metadata": template, "spec": pod_spec(contents, version=self.kubernetes, where=self.where)},
            version=self.kubernetes,
            where=self.where,
            service=service,
            autoscaled=autoscaled,
        )
        if wrap is not None:
            version, kind, spec = wrap(spec)
        metadata: dict[str, Any] = {"name": name}
        if kind == "Pod":
            metadata |= template
        elif exceptions:
            metadata["annotations"] = exceptions
        return {"apiVersion": version, "kind": kind, "metadata": metadata, "spec": spec}, config_uses(contents)

    def _template_metadata(
        self,
        parts: Iterable[PodPart],
        pod: PodSettings,
        select: Mapping[str, str],
        exceptions: Mapping[str, str],
    ) -> dict[str, Any]:
        metadata: dict[str, Any] = {"labels": {**select, **self.manifest.pod_labels, **dict(pod.labels)}}
        wanted: dict[str, str] = {}
        for part in parts:
            for key, value in part.annotations.items():
                if wanted.setdefault(key, value) != value:
                    fix = f"They have one value in a pod, and {wanted[key]!r} is asked for, too: leave one of them out."
                    raise SettingError(self.where, f"two sidecars want the annotation {key!r}", got=value, fix=fix)
        annotations = {**wanted, **dict(pod.annotations), **exceptions}
        if annotations:
            metadata["annotations"] = annotations
        return metadata

    def _add_disruption_budget(self, name: str) -> None:
        spec = {
            "maxUnavailable": 1,
            "selector": {"matchLabels": selector(name)},
            "unhealthyPodEvictionPolicy": "AlwaysAllow",
        }
        data = {"apiVersion": "policy/v1", "kind": "PodDisruptionBudget", "metadata": {"name": name}, "spec": spec}
        self.add_object(self._child("PodDisruptionBudget", name), data)

    def _add_network_policy(self, name: str, containers: Iterable[Container], *, in_touch: bool) -> None:
        ports = tuple(port for each in containers for port in each.ports)
        data = open_policy(name, select=selector(name), ports=ports)
        item = self.add_object(self._child("NetworkPolicy", name), data)
        self._policies += (WorkloadPolicy(name, ports, item, in_touch),)
        if len(self._policies) > 1:
            self.network.meet()

    def port(self, name: str) -> Port:
        """Return the container port `name` of any of the pod's containers.

        Raises:
            SettingError: No container has it.
        """
        for port in self._ports:
            if port.name == name:
                return port
        has = ", ".join(port.name for port in self._ports) or "none"
        raise SettingError(self.where, f"no port named {name!r}", fix=f"Ports of its containers: {has}.")

    @property
    def network(self) -> PatternNetwork:
        """Who may reach the pods, and where they may go: narrow it or widen it here."""
        return PatternNetwork(self, self._policies)

    @property
    def pods_ref(self) -> PodsRef:
        """The reference to the main workload's pods that values keep."""
        return PodsRef.named(self.name, self.manifest.namespace)

    def expose(
        self,
        *,
        port: int,
        to: str,
        name: str | None = None,
        type: ServiceType | None = None,  # noqa: A002 - Kubernetes' own word
        node_port: int | None = None,
        app_protocol: str | None = None,
        **settings: Unpack[ServiceSettings],
    ) -> ServiceRef:
        """Give the pods a Service; a second call for the same Service adds a port to it.

        Args:
            port: The port that clients use.
            to: The container port, by name.
            name: The Service's name. Default: the pattern's.
            type: Who can reach it: "ClusterIP", "NodePort" or "LoadBalancer". Default: the cluster.
            node_port: A fixed port on every node, 30000 to 32767. Default: any free one.
            app_protocol: What is spoken, such as "kubernetes.io/h2c". Default: unsaid.
            settings: See `ServiceSettings`.

        Raises:
            SettingError: No container has the port, or a number, the type or a setting is wrong.
        """
        target = self.port(to)
        check_service(port, type or "ClusterIP", where=self.where)
        plain = node_port is None and app_protocol is None
        name = self.name if name is None else name
        return expose(
            self,
            name,
            _plain_port(port, target)
            if plain
            else ServicePort(port, to=target, node_port=node_port, app_protocol=app_protocol),
            child_id=self._child("Service", name),
            select=selector(self.name),
            service_type=type,
            settings=settings,
        )


@lru_cache(maxsize=256)
def _spread(pod: PodSettings) -> PodSettings:
    """Return `pod` spread over zones and nodes, unless it says itself how to spread."""
    scheduling = pod.scheduling or Scheduling()
    if scheduling.spread:
        return pod
    return attrs.evolve(pod, scheduling=attrs.evolve(scheduling, spread=_SPREAD))


@lru_cache(maxsize=256)
def _plain_port(number: int, to: Port) -> ServicePort:
    """Return a port of a Service; equal ones are checked once."""
    return ServicePort(number, to=to)
