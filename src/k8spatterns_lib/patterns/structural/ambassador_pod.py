"""`AmbassadorPod`: a pod whose application speaks to localhost, wherever what it needs runs.

Problem: how a service elsewhere is reached (which server, which address, what to do when one
dies) is no concern of the application, and differs between environments.
Solution: a helper in the same pod listens on localhost and leads on to the right place. The
application is the same everywhere; only the ambassador differs.

Decided here: how the ambassador runs beside the application.
Decided elsewhere: what ready-made ambassadors do (`redis_read_write_split`).

Source: Kubernetes Patterns, 2nd ed., ch. 18 "Ambassador".
"""

from typing import Final, Unpack

from constructs import Construct

from k8spatterns_lib.errors import SettingError
from k8spatterns_lib.patterns.pod_part import PodPart, Preset, sidecar_part
from k8spatterns_lib.patterns.workload_pattern import WorkloadPattern
from k8spatterns_lib.patterns.workload_settings import WorkloadSettings
from k8spatterns_lib.values.container import Container
from k8spatterns_lib.values.workloads import Deployment, Workload

_DEFAULT: Final = Deployment()


class AmbassadorPod(WorkloadPattern):
    """An application and the ambassador that speaks to the world for it, on any workload.

    The ambassador is a native sidecar: it starts before the application, which waits for its
    startup probe, and ends after it.

    Args:
        scope: A chart, or a construct in one.
        id: The name of the workload.
        main: The application; it is not changed.
        ambassador: A preset such as `RedisReadWriteSplit`, or a container that listens on localhost.
        workload: Default: a Deployment with one replica.

    Raises:
        SettingError: A setting is wrong, or both need one port.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        main: Container,
        ambassador: Container | Preset,
        workload: Workload = _DEFAULT,
        **settings: Unpack[WorkloadSettings],
    ) -> None:
        super().__init__(scope, id)
        self._need_container("main", main)
        if not isinstance(ambassador, (Container, Preset)):
            fix = "Give a Container, or a preset such as RedisReadWriteSplit(...)."
            raise SettingError(self.where, "an ambassador must be a container or a preset", got=ambassador, fix=fix)
        self.main = main
        part = sidecar_part(ambassador, pattern=self.name, main=main, where=self.where)
        self._run(workload, [PodPart(containers=(main,)), part], settings)
