"""`RedisSentinel`: Redis that outlives its master: one master, its replicas, and the sentinels.

Problem: a Redis that keeps data is a single point of failure, and whoever takes over must have
the data, be alone, and be found.
Solution: pods with a server and a sentinel each. Once a quorum of sentinels sees the master as
down, a majority elects one of them to promote a replica. Clients find the master by one name:
two proxies ask each server what it is.

How a pod finds out what it is when it starts (`redis_scripts/redis_set.sh`, `decide`): each
sentinel keeps master and epoch on its claim. The pod asks all sentinels; the master of the
highest epoch counts, where a majority knows one or all have answered. Pod 0 begins a new set
only if every pod says that it knows of none, so the first start, and only that, needs all
pods. A pod with an empty claim is promoted by nobody until it was in sync once, and does not
lead even if it is named: the sentinels choose another then. A master that is told to stop
refuses writes, waits until its replicas have them all, and hands over.

A master that is cut off stops taking writes after `down_after_seconds`
(`min-replicas-to-write 1`); a write that must not be lost waits for a replica (`WAIT 1`).

Decided here: the objects, the quorum, names, and settings that clients meet.
Decided elsewhere: the configuration (`redis_config`, `redis_proxy_config`), the pods
(`redis_pod`), image versions and sizes per environment (`delivery`).

Source: Redis docs, "High availability with Redis Sentinel", "Replication"; Kubernetes Patterns,
2nd ed., ch. 12 "Stateful Service".
"""

from collections.abc import Mapping, Sequence
from typing import Final, Unpack

import attrs
from constructs import Construct

from k8spatterns_lib.errors import SettingError
from k8spatterns_lib.manifests.objects.kube_object import KubeObject
from k8spatterns_lib.manifests.objects.labels import selector
from k8spatterns_lib.patterns.data.redis_config import PORT
from k8spatterns_lib.patterns.data.redis_names import RedisNames
from k8spatterns_lib.patterns.data.redis_pod import CLAIM, USER, RedisPod
from k8spatterns_lib.patterns.data.redis_pod import IMAGE as REDIS_IMAGE
from k8spatterns_lib.patterns.data.redis_proxy import IMAGE as PROXY_IMAGE
from k8spatterns_lib.patterns.data.redis_proxy import USER as PROXY_USER
from k8spatterns_lib.patterns.data.redis_proxy_part import redis_proxy_part
from k8spatterns_lib.patterns.data.redis_quorum import quorum_for
from k8spatterns_lib.patterns.pod_part import Preset, sidecar_part
from k8spatterns_lib.patterns.service_object import ServicePort, service_object
from k8spatterns_lib.patterns.workload_pattern import WorkloadPattern
from k8spatterns_lib.patterns.workload_settings import WorkloadSettings, check_workload_settings
from k8spatterns_lib.values.claim import Claim
from k8spatterns_lib.values.container import Container
from k8spatterns_lib.values.environment import SecretKey
from k8spatterns_lib.values.image import Image, to_image
from k8spatterns_lib.values.names import dns_subdomain
from k8spatterns_lib.values.pod_settings import PodSettings
from k8spatterns_lib.values.quantity import Memory
from k8spatterns_lib.values.redis_servers import RedisServers
from k8spatterns_lib.values.reference import ServiceRef
from k8spatterns_lib.values.resources import Resources
from k8spatterns_lib.values.security import Security
from k8spatterns_lib.values.workloads import Deployment, StatefulSet

_RESOURCES: Final = Resources(cpu="100m", memory="256Mi")
_PROXIES: Final = 2
# A name server that is silent must not hold a sentinel for longer than it may pause (2 s).
_DNS_OPTIONS: Final = (("timeout", "1"), ("attempts", "1"))


class RedisSentinel(WorkloadPattern):
    """One Redis master, its replicas, and a sentinel beside each.

    Clients use `host` for writes and `read_host` for reads, both on port 6379, with
    `password`. Those that ask Sentinel themselves take `sentinel` and `set_name`, and the same
    password for the sentinels; the names that sentinels give are names of pods.

    Args:
        scope: A chart, or a construct in one.
        id: The name of the StatefulSet, and of the Service that leads to the master.
        replicas: How many servers, one of them the master; odd, and 3 or more. Default: 3.
        storage: The size of each pod's claim, such as "10Gi".
        password: Of servers and sentinels, in a Secret.
        storage_class: Default: the cluster's default.
        set_name: What the sentinels call the set. Default: "mymaster".
        down_after_seconds: Until a silent master counts as down. Default: 5.
        failover_timeout_seconds: Until a failover that stands still is given up; it is tried
            again after twice as long. Default: 10.
        config: Further settings of Redis, such as `{"maxmemory-policy": "allkeys-lru"}`.
            Default: none.
        cluster_domain: The end of all DNS names of the cluster. Default: "cluster.local".
        image: A Redis 7.0 or newer, for servers and sentinels. Default: the official image.
        proxy_image: An HAProxy 2.6 or newer. Default: the official image.
        resources: Of each server; it uses three quarters of the memory limit for data.
            Default: 100m CPU and 256Mi memory.
        sidecars: Containers or presets that run beside each server, such as an exporter of metrics.

    Raises:
        SettingError: A setting is wrong, or there are too few or an even number of sentinels.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        replicas: int = 3,
        storage: str | Memory,
        password: SecretKey,
        storage_class: str | None = None,
        set_name: str = "mymaster",
        down_after_seconds: int = 5,
        failover_timeout_seconds: int = 10,
        config: Mapping[str, str] | None = None,
        cluster_domain: str = "cluster.local",
        image: str | Image = REDIS_IMAGE,
        proxy_image: str | Image = PROXY_IMAGE,
        resources: Resources = _RESOURCES,
        sidecars: Sequence[Container | Preset] = (),
        **settings: Unpack[WorkloadSettings],
    ) -> None:
        super().__init__(scope, id)
        quorum = quorum_for(replicas, where=self.where)
        check_workload_settings(settings, where=self.where)
        self.password = password
        self.set_name = set_name
        self._names = RedisNames(
            pattern=self.name,
            namespace=self.manifest.namespace,
            replicas=replicas,
            cluster_domain=dns_subdomain(cluster_domain, self.where, "cluster_domain"),
        )
        pod = RedisPod(
            where=self.where,
            names=self._names,
            quorum=quorum,
            set_name=set_name,
            password=password,
            down_after_seconds=down_after_seconds,
            failover_timeout_seconds=failover_timeout_seconds,
            extra={} if config is None else config,
            image=to_image(image),
            resources=resources,
        )
        claim = Claim(name=CLAIM, size=Memory.parse(storage, where=self.where), storage_class=storage_class)
        self._run_servers(pod, claim, sidecars, settings)
        self._run_proxies(to_image(proxy_image), settings)

    def _run_servers(
        self, pod: RedisPod, claim: Claim, sidecars: Sequence[Container | Preset], settings: WorkloadSettings
    ) -> None:
        given = settings.get("pod", PodSettings())
        if given.grace_seconds is not None and given.grace_seconds < pod.grace_seconds:
            fix = f"Leave it out, or give {pod.grace_seconds} or more."
            raise SettingError(self.where, "grace_seconds is too short to hand over", got=given.grace_seconds, fix=fix)
        of_pod = attrs.evolve(
            given,
            security=given.security or Security(user=USER, group=USER, fs_group=USER),
            grace_seconds=given.grace_seconds or pod.grace_seconds,
            dns_options=given.dns_options or _DNS_OPTIONS,
        )
        # All at once: the first start needs all pods, and each finds out by itself what it is.
        workload = StatefulSet(replicas=self._names.replicas, ordered=False, claims=(claim,))
        part = pod.part
        server = part.containers[0]
        beside = [sidecar_part(each, pattern=self.name, main=server, where=self.where) for each in sidecars]
        self._run(workload, [part, *beside], {**settings, "pod": of_pod}, service=self._names.nodes)
        ports = [ServicePort(number=each.number, to=each) for each in (self.port("redis"), self.port("sentinel"))]
        self._add_service(self._names.nodes, ports, pods=self.name, headless=True)

    def _run_proxies(self, image: Image, settings: WorkloadSettings) -> None:
        given = settings.get("pod", PodSettings())
        of_pod = attrs.evolve(given, security=given.security or Security(user=PROXY_USER, group=PROXY_USER))
        name = self._names.proxy
        part = redis_proxy_part(name, servers=self.redis_servers, image=image)
        self._run(Deployment(replicas=_PROXIES), [part], {**settings, "pod": of_pod, "init": ()}, name=name)
        for service, port in ((self.name, "write"), (self._names.read, "read")):
            self._add_service(service, [ServicePort(number=PORT, to=self.port(port))], pods=name)

    def _add_service(self, name: str, ports: list[ServicePort], *, pods: str, headless: bool = False) -> KubeObject:
        data = service_object(name, ports, select=selector(pods), headless=headless, publish_not_ready=headless)
        return self.add_object(self._child("Service", name), data)

    @property
    def service_ref(self) -> ServiceRef:
        """The Service that leads to the master, on port 6379."""
        return ServiceRef(self.name, self.manifest.namespace)

    @property
    def read_service_ref(self) -> ServiceRef:
        """The Service that leads to replicas, on port 6379."""
        return ServiceRef(self._names.read, self.manifest.namespace)

    @property
    def host(self) -> str:
        """The DNS name of the master, for writes."""
        return self.service_ref.host

    @property
    def read_host(self) -> str:
        """The DNS name of the replicas, for reads that may be a moment old."""
        return self.read_service_ref.host

    @property
    def sentinel(self) -> str:
        """The addresses of all sentinels, by commas: `redis-0.redis-nodes.shop.svc:26379,…`."""
        return self._names.sentinel

    @property
    def redis_servers(self) -> RedisServers:
        """The reference that values keep."""
        return RedisServers(self._names.hosts, password=self.password, port=PORT)
