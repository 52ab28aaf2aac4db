"""`AdapterPod`: a pod that speaks the common form though its application does not.

Problem: logs and figures of different applications have different forms; who reads them
wants one.
Solution: a helper beside the unchanged application reads what it writes and offers the
normal form on a port.

Decided here: how the adapter runs beside the application.
Decided elsewhere: what ready-made adapters do (`json_lines`).

Source: Kubernetes Patterns, 2nd ed., ch. 17 "Adapter".
"""

from typing import Final, Unpack

from constructs import Construct

from k8spatterns_lib.patterns.pod_part import PodPart, Preset, sidecar_part
from k8spatterns_lib.patterns.workload_pattern import WorkloadPattern
from k8spatterns_lib.patterns.workload_settings import WorkloadSettings
from k8spatterns_lib.values.container import Container
from k8spatterns_lib.values.workloads import Deployment, Workload

_DEFAULT: Final = Deployment()


class AdapterPod(WorkloadPattern):
    """An application and the adapter of its output, on any workload.

    Args:
        scope: A chart, or a construct in one.
        id: The name of the workload.
        main: The application; it is not changed.
        adapter: A preset such as `JsonLines`, or a container; it runs as a native sidecar.
        workload: Default: a Deployment with one replica.

    Raises:
        SettingError: A setting is wrong.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        main: Container,
        adapter: Container | Preset,
        workload: Workload = _DEFAULT,
        **settings: Unpack[WorkloadSettings],
    ) -> None:
        super().__init__(scope, id)
        self._need_container("main", main)
        self.main = main
        part = sidecar_part(adapter, pattern=self.name, main=main, where=self.where)
        self._run(workload, [PodPart(containers=(main,)), part], settings)
