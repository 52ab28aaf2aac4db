"""`LeaderElection`: how the pods of a `ReliableSingleton` agree on which of them leads.

Problem: a service of which one may be active is down while its only pod is replaced.
Solution: several pods run, one leads. A sidecar, the elector, holds a Lease that one pod at a time can have,
and tells the main container, which then acts or stands by. It takes part as long as the main container is
well: its liveness probe passes (http, https or tcp; the others can not be asked from a sidecar).

The main container finds in its environment

- `LEADER_URL`: `GET` answers `{"leader": true, "holder": "<pod>", "token": 1234}`. It is to be asked before
  each act. No answer means: not the leader. Who does not lead has no token (null).
- `LEADER_FILE`: the same with `"until"`, the end of the term in seconds since the node's start (the first
  number in /proc/uptime). What is past has ended, also if the file still says otherwise.

A pod can be stopped for a while between asking and acting. So what it acts on should refuse a token that is
lower than the highest that it has seen (a fencing token): each term has a higher one than all before.

A term ends `renew_seconds` after the last renewal, and `lease_seconds - renew_seconds` later another pod can
lead: that is the time in which an act that was begun should end. When a pod is stopped, its elector ends last,
and gives the Lease back; another pod leads about `retry_seconds` and one second later. (If the main container
takes the whole grace period, the elector has no time left, and the others wait until the Lease runs out.)

Decided here: the elector, its rights and what the main container is told.
Decided elsewhere: the election (`elector`), the objects (`leader_objects`).

Source: Kubernetes Patterns, 2nd ed., ch. 10 "Singleton Service" (in-application locking); Kubernetes docs,
"Leases".
"""

from importlib.resources import files
from typing import Final, Literal, get_args

import attrs

from k8spatterns_lib.errors import SettingError
from k8spatterns_lib.manifests.objects.labels import LEADER
from k8spatterns_lib.patterns.pod_part import PodPart
from k8spatterns_lib.patterns.structural.json_lines import IMAGE
from k8spatterns_lib.values.container import Container
from k8spatterns_lib.values.environment import PodField
from k8spatterns_lib.values.image import Image, to_image
from k8spatterns_lib.values.names import dns_label
from k8spatterns_lib.values.port import Port
from k8spatterns_lib.values.probe import Probe
from k8spatterns_lib.values.resources import Resources
from k8spatterns_lib.values.security import Security
from k8spatterns_lib.values.setting import refuses_unknown_settings
from k8spatterns_lib.values.setting_checks import one_of
from k8spatterns_lib.values.volume import ConfigMapSource, Downward, DownwardItem, Item, Mount, TokenSource, Volume

Traffic = Literal["all", "leader"]
_TRAFFIC: Final = (None, *get_args(Traffic))
_PROGRAM: Final = "/program"
_CREDENTIALS: Final = "/var/run/secrets/elector"
_STANDING: Final = "/var/run/leader"
_CHECKS: Final = ("http", "https", "tcp")


@refuses_unknown_settings
@attrs.frozen(kw_only=True)
class LeaderElection:
    """An election by a Lease.

    Args:
        lease_seconds: How long a leader that is not heard of is waited for. Default: 15.
        renew_seconds: How long a leader that can not renew goes on. Default: 10.
        retry_seconds: From one try to the next. Default: 2.
        traffic: What a Service leads to: "leader" labels the leading pod, for which the elector gets the
            right to change labels and status of the namespace's pods; "all" leads to those that stand by
            too. Default: neither, the pods have no Service.
        port: Where the elector listens, on localhost. Default: 4040.
        name: The elector's container. Default: "elector".
        image: A Python 3.11 or newer. Default: the official image.
        resources: What it is guaranteed. Default: 10m CPU and 48Mi memory.

    Raises:
        SettingError: A number is wrong, or they leave no time to renew or to end.
    """

    lease_seconds: int = 15
    renew_seconds: int = 10
    retry_seconds: int = 2
    traffic: Traffic | None = None
    port: int = 4040
    name: str = "elector"
    image: Image = attrs.field(default=IMAGE, converter=to_image)
    resources: Resources = Resources(cpu="10m", memory="48Mi")

    def __attrs_post_init__(self) -> None:
        where = "LeaderElection"
        for name in ("lease_seconds", "renew_seconds", "retry_seconds"):
            seconds = getattr(self, name)
            if type(seconds) is not int or seconds < 1:
                raise SettingError(where, f"{name} must be a whole number from 1", got=seconds, fix="Give seconds.")
        if self.renew_seconds >= self.lease_seconds:
            fix = "A leader must stop before another one can start: lower it, or raise lease_seconds."
            raise SettingError(where, "renew_seconds must be less than lease_seconds", got=self.renew_seconds, fix=fix)
        if self.retry_seconds * 2 > self.renew_seconds:
            fix = "A leader needs two tries to renew: lower it, or raise renew_seconds."
            got = self.retry_seconds
            raise SettingError(where, "retry_seconds must be at most half of renew_seconds", got=got, fix=fix)
        one_of(_TRAFFIC, self.traffic, where, "traffic")
        dns_label(self.name, where)
        Port(name=self.name, number=self.port)
        if not isinstance(self.resources, Resources):
            fix = 'Write Resources(cpu="10m", memory="48Mi").'
            raise SettingError(where, "resources must be Resources", got=self.resources, fix=fix)

    def main_part(self, main: Container) -> PodPart:
        """Return the main container, told where to ask.

        Raises:
            SettingError: It has a port, a variable or a file in the place of the elector's.
        """
        told = {"LEADER_URL": f"http://127.0.0.1:{self.port}/", "LEADER_FILE": f"{_STANDING}/leader.json"}
        where = f"Container {main.name!r}"
        for name, _ in main.env:
            if name in told:
                raise SettingError(where, "the elector sets this variable", got=name, fix="Leave it out.")
        for port in main.ports:
            if port.number == self.port:
                fix = "Give the elector another one: LeaderElection(port=…)."
                raise SettingError(where, "the elector listens on this port", got=port.number, fix=fix)
        mount = (_STANDING, Mount(self._standing, read_only=True))
        main = attrs.evolve(main, env=(*main.env, *told.items()), mounts=(*main.mounts, mount))
        return PodPart(containers=(main,))

    def elector_part(self, pattern: str, main: Container) -> PodPart:
        """Return the elector, and its program as a ConfigMap.

        Args:
            pattern: The pattern's name, and its Lease's.
            main: The main container, whose liveness probe is asked.

        Raises:
            SettingError: The liveness probe may take longer than a term.
        """
        config = f"{pattern}-{self.name}"
        args = [
            f"--lease={pattern}",
            f"--lease-seconds={self.lease_seconds}",
            f"--renew-seconds={self.renew_seconds}",
            f"--retry-seconds={self.retry_seconds}",
            f"--port={self.port}",
            f"--file={_STANDING}/leader.json",
            f"--credentials={_CREDENTIALS}",
        ]
        if self.traffic == "leader":
            args.append(f"--label={LEADER}")
        elector = Container(
            self.name,
            image=self.image,
            command=["python", "-m", "elector"],
            args=[*args, *self._check(main)],
            working_dir=_PROGRAM,
            env={"POD_NAME": PodField("metadata.name"), "POD_IP": PodField("status.podIP")},
            mounts={
                f"{_PROGRAM}/elector": Volume.config_map(config, name=f"{self.name}-program").read_only(),
                _CREDENTIALS: self._credentials.read_only(),
                _STANDING: self._standing,
            },
            # Its port is on localhost, where the kubelet can not ask; this file is there once it listens.
            startup=Probe.exec("test", "-s", f"{_STANDING}/leader.json", period_seconds=1, failure_threshold=60),
            security=Security(),
            resources=self.resources,
            restart_policy="Always",
        )
        return PodPart(init=(elector,), config={config: program()})

    @property
    def _standing(self) -> Volume:
        return Volume.empty_dir(f"{self.name}-standing", medium="Memory", size_limit="1Mi")

    @property
    def _credentials(self) -> Volume:
        """What other containers have at `/var/run/secrets/kubernetes.io/serviceaccount`, for this one alone."""
        return Volume.projected(
            f"{self.name}-credentials",
            TokenSource("token"),
            ConfigMapSource("kube-root-ca.crt", (Item("ca.crt", "ca.crt"),)),
            Downward((DownwardItem("namespace", PodField("metadata.namespace")),)),
        )

    def _check(self, main: Container) -> list[str]:
        probe = main.liveness
        if probe is None or probe.kind not in _CHECKS:
            return []
        if probe.timeout_seconds >= self.renew_seconds:
            fix = "Lower it, or raise renew_seconds: a leader is asked before it renews."
            where = f"Container {main.name!r}"
            raise SettingError(
                where, "the liveness probe may take longer than a term", got=probe.timeout_seconds, fix=fix
            )
        number = main.port(probe.port).number if isinstance(probe.port, str) else probe.port
        headers = [f"--check-header={name}:{value}" for name, value in probe.headers]
        return [
            f"--check={probe.kind}://:{number}{probe.path or ''}",
            *headers,
            f"--check-seconds={probe.timeout_seconds}",
        ]


def program() -> dict[str, str]:
    """Return the elector's files by name."""
    folder = files("k8spatterns_lib.patterns.behavioral.elector")
    return {
        each.name: each.read_text(encoding="utf-8")
        for each in sorted(folder.iterdir(), key=lambda each: each.name)
        if each.name.endswith(".py")
    }
