"""`AdapterPod`: a pod that speaks the common form though its application does not.

Problem: logs and figures of different applications have different forms; who reads them
wants one.
Solution: a helper beside the unchanged application reads what it writes and offers the
normal form: on a port, or on its own standard output.

Decided here: how adapters run beside the application.
Decided elsewhere: what ready-made adapters do (`json_lines`, `log_normalizer`,
`prometheus_exporter`).

Source: Kubernetes Patterns, 2nd ed., ch. 17 "Adapter".
"""

from collections.abc import Sequence
from typing import Final, Unpack

from constructs import Construct

from k8spatterns_lib.errors import SettingError
from k8spatterns_lib.patterns.pod_part import PodPart, Preset, sidecar_part
from k8spatterns_lib.patterns.workload_pattern import WorkloadPattern
from k8spatterns_lib.patterns.workload_settings import WorkloadSettings
from k8spatterns_lib.values.container import Container
from k8spatterns_lib.values.workloads import Deployment, Workload

_DEFAULT: Final = Deployment()


class AdapterPod(WorkloadPattern):
    """An application and the adapters of its output, on any workload.

    Args:
        scope: A chart, or a construct in one.
        id: The name of the workload.
        main: The application; it is not changed.
        adapter: A preset such as `JsonLines`, `LogNormalizer` or `PrometheusExporter`, or a
            container, or several of them; they run as native sidecars, in the order given.
        workload: Default: a Deployment with one replica.

    Raises:
        SettingError: A setting is wrong, or two adapters want the same name or port.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        main: Container,
        adapter: Container | Preset | Sequence[Container | Preset],
        workload: Workload = _DEFAULT,
        **settings: Unpack[WorkloadSettings],
    ) -> None:
        super().__init__(scope, id)
        self._need_container("main", main)
        self.main = main
        adapters = adapter if isinstance(adapter, Sequence) else (adapter,)
        if not adapters:
            fix = "Give adapter=JsonLines(...), LogNormalizer(...) or PrometheusExporter.redis()."
            raise SettingError(self.where, "at least one adapter is needed", got=adapter, fix=fix)
        parts = [sidecar_part(each, pattern=self.name, main=main, where=self.where) for each in adapters]
        self._run(workload, [PodPart(containers=(main,)), *parts], settings)
