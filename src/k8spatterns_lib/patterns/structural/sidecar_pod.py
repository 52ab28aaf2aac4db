"""`SidecarPod`: a main container and helpers that extend it without changing it.

Problem: a good container does one thing; what surrounds it changes for other reasons.
Solution: helpers in the same pod share its network, its life and the volumes that are
given to both.

Decided here: how helpers run beside the main container.
Decided elsewhere: what ready-made helpers do (`git_sync`, `log_shipper`, `config_reloader`).

Source: Kubernetes Patterns, 2nd ed., ch. 16 "Sidecar"; Kubernetes docs, "Sidecar Containers".
"""

from collections.abc import Sequence
from typing import Final, Unpack

from constructs import Construct

from k8spatterns_lib.errors import SettingError
from k8spatterns_lib.patterns.pod_part import PodPart, Preset, sidecar_part
from k8spatterns_lib.patterns.workload_pattern import WorkloadPattern
from k8spatterns_lib.patterns.workload_settings import WorkloadSettings
from k8spatterns_lib.values.container import Container
from k8spatterns_lib.values.workloads import CronJob, Deployment, Job, Workload

_DEFAULT: Final = Deployment()


class SidecarPod(WorkloadPattern):
    """A main container with sidecars, on any workload.

    Sidecars are native ones: they start before the main container, in the order given,
    each waiting for the startup probe of the one before; they end after it, and a Job with
    sidecars completes.

    Args:
        scope: A chart, or a construct in one.
        id: The name of the workload.
        main: The main container; it is listed first.
        sidecars: Containers, or presets such as `GitSync`, `LogShipper` and `ConfigReloader`, in
            the order in which they start.
        native: False runs sidecars as plain containers beside the main one. Default: True.
        workload: Default: a Deployment with one replica.

    Raises:
        SettingError: Two containers share a name, a Job would never complete for its plain
            sidecars, or a setting is wrong.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        main: Container,
        sidecars: Sequence[Container | Preset] = (),
        native: bool = True,
        workload: Workload = _DEFAULT,
        **settings: Unpack[WorkloadSettings],
    ) -> None:
        super().__init__(scope, id)
        self._need_container("main", main)
        self.main = main
        self._check_completion(sidecars, workload, native=native)
        parts = [sidecar_part(each, pattern=self.name, main=main, where=self.where, native=native) for each in sidecars]
        self._run(workload, [PodPart(containers=(main,)), *parts], settings)

    def _check_completion(self, sidecars: Sequence[Container | Preset], workload: Workload, *, native: bool) -> None:
        if native or not isinstance(workload, (Job, CronJob)):
            return
        for each in sidecars:
            if not isinstance(each, Container):
                kind = type(workload).__name__
                fix = "Leave native away: native sidecars end with the main container."
                raise SettingError(self.where, f"a {kind} with plain sidecars never completes", got=False, fix=fix)
