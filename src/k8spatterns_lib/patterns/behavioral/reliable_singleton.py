"""`ReliableSingleton`: one instance of a service, as reliably as that can be.

Problem: some services must not run twice, and yet must come back when their node goes.
Solution: the cluster keeps the number. `at-least-one` replaces an instance at once and may
run two for a while; `at-most-one` rather runs none than two. Or many pods run, and one of
them leads (`leader`): the others are there when it goes.

`at-most-one` is a StatefulSet: it starts no replacement before the old pod is known to be
gone. A Deployment does not keep that promise, not even with `Recreate`: on Kubernetes
1.37.2 with a node cut off, its replacement ran after 60 s while the old pod still ran.
The price: while a node is unreachable, the service waits for it, or for an
administrator's word (the `node.kubernetes.io/out-of-service` taint).

There is no PodDisruptionBudget for one replica: it could only block drains for ever.

`leader` is a Deployment whose pods are all ready; what they are told of the leader, and
what they must do with it, is in `leader_election`. The pods that stand by are ready too:
were readiness to mean leadership, no rollout of a Deployment would come to its end, and the
disruption budget would keep the leader's node from being drained.

Source: Kubernetes Patterns, 2nd ed., ch. 10 "Singleton Service"; Kubernetes docs,
"StatefulSets", "Forced deletion", "Non-graceful node shutdown".
"""

from collections.abc import Sequence
from typing import Final, Literal, TypeVar, Unpack, get_args

import attrs
from constructs import Construct

from k8spatterns_lib.errors import SettingError
from k8spatterns_lib.manifests.objects.labels import LEADER
from k8spatterns_lib.patterns.behavioral.leader_election import LeaderElection
from k8spatterns_lib.patterns.behavioral.leader_objects import leader_objects
from k8spatterns_lib.patterns.behavioral.singleton_server import ServerAccess, SingletonServer
from k8spatterns_lib.patterns.pod_part import PodPart, Preset, sidecar_part
from k8spatterns_lib.patterns.service_settings import ServiceSettings, ServiceType
from k8spatterns_lib.patterns.workload_pattern import WorkloadPattern
from k8spatterns_lib.patterns.workload_settings import WorkloadSettings, check_workload_settings
from k8spatterns_lib.values.claim import Claim
from k8spatterns_lib.values.container import Container
from k8spatterns_lib.values.environment import SecretKey
from k8spatterns_lib.values.pod_settings import PodSettings
from k8spatterns_lib.values.quantity import Memory
from k8spatterns_lib.values.reference import ServiceRef
from k8spatterns_lib.values.volume import Volume
from k8spatterns_lib.values.workloads import Deployment, StatefulSet, Workload

ValueT = TypeVar("ValueT")
Mode = Literal["at-least-one", "at-most-one", "leader"]
_MODES: Final = get_args(Mode)
_DATA: Final = "data"
_FEWEST: Final = 2
_POD: Final = PodSettings()
_ELECTION: Final = LeaderElection()


class ReliableSingleton(WorkloadPattern):
    """One instance of a service, or many of which one leads.

    Args:
        scope: A chart, or a construct in one.
        id: The name of the workload and of its Service.
        run: A container, or a server that knows itself, such as `MySql`.
        mode: "at-most-one", "at-least-one" or "leader". Default: "at-most-one".
        storage: The size of its claim, such as "10Gi", mounted where the server keeps its data.
            A container mounts `Volume.claim("data")` itself. Default: none.
        storage_class: Default: the cluster's default.
        replicas: How many pods there are in the mode "leader". Default: 2, one of which stands by.
        election: How they find their leader. Default: `LeaderElection()`.
        sidecars: Native sidecars, or presets such as `PrometheusExporter`.

    Raises:
        SettingError: A setting is wrong, or is not one of the mode.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        run: Container | SingletonServer,
        mode: Mode = "at-most-one",
        storage: str | Memory | None = None,
        storage_class: str | None = None,
        replicas: int | None = None,
        election: LeaderElection | None = None,
        sidecars: Sequence[Container | Preset] = (),
        **settings: Unpack[WorkloadSettings],
    ) -> None:
        super().__init__(scope, id)
        self._check(run, mode, storage, replicas=replicas, election=election)
        self._access: ServerAccess | None = None
        self._election: LeaderElection | None = None
        if mode == "leader" and isinstance(run, Container):
            self._election = election or _ELECTION
            self._elect(run, self._election, replicas or _FEWEST, self._beside(sidecars, run), settings)
            return
        part = PodPart(containers=(run,)) if isinstance(run, Container) else self._server_part(run, storage, settings)
        workload: Workload = Deployment()
        if mode == "at-most-one":
            # Two pods on one node can share a ReadWriteOnce claim; this mode exists to prevent that.
            size = None if storage is None else Memory.parse(storage, where=self.where)
            claims = (
                ()
                if size is None
                else (Claim(name=_DATA, size=size, access="ReadWriteOncePod", storage_class=storage_class),)
            )
            workload = StatefulSet(replicas=1, claims=claims)
        self._run(workload, [part, *self._beside(sidecars, part.containers[0])], settings)
        if self._access is not None:
            self.expose(port=self._access.number, to=self._access.port)

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
        """Give the pods a Service; in the mode "leader" to those that `LeaderElection(traffic=…)` says.

        Raises:
            SettingError: It is not said which, no container has the port, or a number or the type is wrong.
        """
        election = self._election
        if election is not None and election.traffic is None:
            fix = 'Say election=LeaderElection(traffic="leader"), or "all" if those that stand by answer too.'
            raise SettingError(self.where, "a Service must know whether to lead to the leader alone", fix=fix)
        service = super().expose(
            port=port, to=to, name=name, type=type, node_port=node_port, app_protocol=app_protocol, **settings
        )
        if election is not None and election.traffic == "leader":
            found = self.find_object("Service", service.name)
            found.data["spec"]["selector"][LEADER] = "true"
            found.changed()
        return service

    @property
    def host(self) -> str:
        """The DNS name by which clients reach it."""
        return self.service_ref.host

    @property
    def service_ref(self) -> ServiceRef:
        """The reference that values keep."""
        return ServiceRef(self.name, self.manifest.namespace)

    @property
    def user(self) -> str:
        """The user that clients log in as.

        Raises:
            SettingError: What runs has no users.
        """
        return self._known("user", None if self._access is None else self._access.user)

    @property
    def password(self) -> SecretKey:
        """Where the user's password is.

        Raises:
            SettingError: What runs has no password.
        """
        return self._known("password", None if self._access is None else self._access.password)

    def _known(self, name: str, value: ValueT | None) -> ValueT:
        if value is None:
            raise SettingError(self.where, f"what runs has no {name}", fix="Run a server that has, such as MySql(...).")
        return value

    def _server_part(self, server: SingletonServer, storage: object, settings: WorkloadSettings) -> PodPart:
        self._access = server.access
        pod = settings.get("pod", _POD)
        settings["pod"] = attrs.evolve(
            pod,
            security=pod.security or server.security,
            grace_seconds=pod.grace_seconds or server.grace_seconds,
        )
        data = Volume.empty_dir(_DATA) if storage is None else Volume.claim(_DATA)
        return server.part(self.name, data)

    def _beside(self, sidecars: Sequence[Container | Preset], main: Container) -> list[PodPart]:
        return [sidecar_part(each, pattern=self.name, main=main, where=self.where) for each in sidecars]

    def _elect(
        self,
        run: Container,
        election: LeaderElection,
        replicas: int,
        beside: Sequence[PodPart],
        settings: WorkloadSettings,
    ) -> None:
        check_workload_settings(settings, where=self.where)
        pod = settings.get("pod", _POD)
        account = pod.service_account
        of_leader = leader_objects(
            self.name,
            account=account,
            namespace=self.manifest.namespace,
            label_pods=election.traffic == "leader",
        )
        for child, data in of_leader:
            self.add_object(child, data)
        settings["pod"] = attrs.evolve(pod, service_account=account or self.name)
        parts = [election.main_part(run), election.elector_part(self.name, run), *beside]
        self._run(Deployment(replicas=replicas), parts, settings)

    def _check(self, run: object, mode: str, storage: object, **of_leader: object) -> None:
        if not isinstance(run, (Container, SingletonServer)):
            fix = "Give a Container, or a server such as MySql(...)."
            raise SettingError(self.where, "run must be a Container or a server", got=run, fix=fix)
        if mode not in _MODES:
            raise SettingError(self.where, "the mode is unknown", got=mode, fix=f"Use one of: {', '.join(_MODES)}.")
        if mode != "at-most-one" and storage is not None:
            fix = 'Use mode="at-most-one": two instances would write to one claim.'
            raise SettingError(self.where, "storage needs a mode that never runs two", got=storage, fix=fix)
        if mode == "leader":
            self._check_leader(run, **of_leader)
            return
        for name, value in of_leader.items():
            if value is not None:
                fix = 'Leave it out, or use mode="leader".'
                raise SettingError(self.where, f"{name} belongs to the mode leader", got=value, fix=fix)

    def _check_leader(self, run: object, *, replicas: object, election: object) -> None:
        if not isinstance(run, Container):
            fix = "Run a Container that asks whether it leads."
            raise SettingError(self.where, "this server can not be led", got=type(run).__name__, fix=fix)
        if replicas is not None and (type(replicas) is not int or replicas < _FEWEST):
            fix = 'One leads, the others stand by; for a single pod use mode="at-most-one".'
            raise SettingError(self.where, f"replicas must be a whole number from {_FEWEST}", got=replicas, fix=fix)
        if election is not None and not isinstance(election, LeaderElection):
            fix = "Give LeaderElection(...)."
            raise SettingError(self.where, "election must be a LeaderElection", got=election, fix=fix)
