"""`WorkQueue`: a queue of items, what fills it, and the workers that empty it.

Problem: there is much to do in small parts; how many workers do it, and which of them does
which part, should concern neither those who give the work nor the workers.
Solution: a queue that everybody finds by the name of its Service. Its server runs once, as a
`ReliableSingleton`, or is there already. A Job fills it, once for each batch of items. Workers
take items until none is left (`UntilEmpty`), or come and go with the work (`Scaled`).

Decided here: the names, the environment of workers and producers, that no worker ends before
the queue was filled, and that a changed batch or worker is a new Job (a Job's template can not
be changed in place, so its content is in its name; Jobs of old versions stay until they are
deleted or pruned).
Decided elsewhere: what a queue promises and how its server runs (`kuard_queue`, `redis_queue`),
how many workers there are (`until_empty`, `scaled`). Kueue and KEDA schedule; nothing here does.

Source: Kubernetes Patterns, 2nd ed., ch. 7 "Batch Job"; Kubernetes: Up and Running, 3rd ed.,
ch. 12 "Jobs" ("Work Queues").
"""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Final, Unpack

import attrs
from constructs import Construct

from k8spatterns_lib.errors import SettingError
from k8spatterns_lib.patterns.behavioral.queue_backend import QueueBackend, QueueServer, QueueTrigger
from k8spatterns_lib.patterns.behavioral.queue_items import QueueItems
from k8spatterns_lib.patterns.behavioral.queue_loader import FILL_SECONDS, IMAGE, QueueLoader, loader_pod
from k8spatterns_lib.patterns.behavioral.reliable_singleton import ReliableSingleton
from k8spatterns_lib.patterns.behavioral.scaled import Scaled, trigger_authentication
from k8spatterns_lib.patterns.behavioral.until_empty import UntilEmpty
from k8spatterns_lib.patterns.pod_part import PodPart, Preset, sidecar_part
from k8spatterns_lib.patterns.workload_pattern import WorkloadPattern
from k8spatterns_lib.patterns.workload_settings import WorkloadSettings, check_workload_settings
from k8spatterns_lib.values.container import Container
from k8spatterns_lib.values.environment import EnvValue
from k8spatterns_lib.values.image import Image
from k8spatterns_lib.values.job import Job
from k8spatterns_lib.values.pod_settings import PodSettings
from k8spatterns_lib.values.reference import ServiceRef
from k8spatterns_lib.values.setting_checks import parts

_UNTIL_EMPTY: Final = UntilEmpty()
_DEFAULT_POD: Final = PodSettings()


class WorkQueue(WorkloadPattern):
    """A queue, its loader and its workers.

    The server and its Service are `<id>-queue`; the loader is the Job `<id>-load-<hash>`, what it
    puts in is the ConfigMap `<id>-items-<hash>`; the workers are the Job `<id>-<hash>`, or the
    ScaledJob `<id>`.

    Args:
        scope: A chart, or a construct in one.
        id: The name.
        queue: `KuardQueue` or `RedisQueue`: what is promised, and the variables that workers get.
        worker: What works. It gets the variables in front of its own, so `$(QUEUE_URL)` can stand in
            its arguments.
        items: What the queue is filled with, at most 1 MiB. Each batch goes in once, in this
            order; a batch that differs is another one and goes in whole. Default: nothing,
            somebody else puts the items in.
        consumers: `UntilEmpty` or `Scaled`. Default: `UntilEmpty()`, one worker.
        sidecars: Native sidecars of the workers, or presets such as `GitSync`.
        loader_image: What fills the queue, and lets workers wait for that: a Python 3.11 or newer.
            Default: the official image.
        **settings: Those of the workers. The loader's pods take what says where and under which
            labels they run; the server's have `pod` of the queue.

    Raises:
        SettingError: A setting is wrong, or KEDA can not scale by this queue.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        queue: QueueBackend,
        worker: Container,
        items: Sequence[str] = (),
        consumers: UntilEmpty | Scaled = _UNTIL_EMPTY,
        sidecars: Sequence[Container | Preset] = (),
        loader_image: str | Image = IMAGE,
        **settings: Unpack[WorkloadSettings],
    ) -> None:
        super().__init__(scope, id)
        self._check(queue, worker, consumers, settings)
        server = queue.server
        own = ServiceRef(f"{self.name}-queue", self.manifest.namespace)
        batch = QueueItems(parts(items, str, self.where, "items"))
        self.service_ref: ServiceRef = server if isinstance(server, ServiceRef) else own
        self.queue_name: str = queue.queue_name(self.name, batch)
        self.variables: Mapping[str, EnvValue] = queue.variables(self.queue_name, self.service_ref, consumers.exit_when)
        self.worker: Container = self._worker(worker)
        loader = self._loader(queue, batch, Image.parse(loader_image))
        beside = [sidecar_part(each, pattern=self.name, main=self.worker, where=self.where) for each in sidecars]
        trigger = self._trigger(queue, consumers) if isinstance(consumers, Scaled) else None
        self.server = None if isinstance(server, ServiceRef) else self._run_server(server, own, settings)
        if loader is not None:
            self._load(loader, settings)
        if isinstance(consumers, UntilEmpty):
            self._work_until_empty(consumers, loader, beside, settings)
        elif trigger is not None:
            self._scale(consumers, trigger, beside, settings)

    def _worker(self, worker: Container) -> Container:
        for name, _ in worker.env:
            if name in self.variables:
                fix = "Leave it out: the worker gets it from the queue."
                raise SettingError(self.where, f"the variable {name} is the queue's", fix=fix)
        return attrs.evolve(worker, env=(*self.variables.items(), *worker.env))

    def _loader(self, queue: QueueBackend, batch: QueueItems, image: Image) -> QueueLoader | None:
        if not batch.texts:
            return None
        loader = QueueLoader(
            pattern=self.name, items=batch, program=queue.program, variables=self.variables, image=image
        )
        loader.check(where=self.where)
        return loader

    def _trigger(self, queue: QueueBackend, consumers: Scaled) -> QueueTrigger:
        trigger = queue.trigger(self.queue_name, self.service_ref, consumers.items_per_worker)
        if trigger is None:
            fix = "Use RedisQueue(...), or consumers=UntilEmpty(parallelism=...)."
            raise SettingError(self.where, f"KEDA has no scaler for a {type(queue).__name__}", fix=fix)
        return trigger

    def _run_server(self, server: QueueServer, service: ServiceRef, settings: WorkloadSettings) -> ReliableSingleton:
        return ReliableSingleton(
            self,
            service.name,
            run=server.run,
            # Two servers under one name would each hold a part of the items.
            mode="at-most-one",
            storage=server.storage,
            storage_class=server.storage_class,
            pod=server.pod,
            network_policy=settings.get("network_policy", True),
        )

    def _load(self, loader: QueueLoader, settings: WorkloadSettings) -> None:
        config = {"metadata": {"name": loader.config}, "immutable": True, "data": loader.files}
        self.add_object("ConfigMap-items", {"apiVersion": "v1", "kind": "ConfigMap", **config})
        part = PodPart(containers=(loader.container("load", "fill", seconds=FILL_SECONDS),))
        pod = loader_pod(settings.get("pod", _DEFAULT_POD))
        name = f"{self.name}-load"
        self._run(Job(restart="OnFailure"), [part], {**settings, "pod": pod}, name=name, name_by_content=True)

    def _work_until_empty(
        self,
        consumers: UntilEmpty,
        loader: QueueLoader | None,
        beside: Sequence[PodPart],
        settings: WorkloadSettings,
    ) -> None:
        first = () if loader is None else (loader.container("wait-for-items", "wait", seconds=consumers.wait_seconds),)
        part = PodPart(containers=(self.worker,), init=first)
        self._run(consumers.job, [part, *beside], settings, name_by_content=True)

    def _scale(
        self, consumers: Scaled, trigger: QueueTrigger, beside: Sequence[PodPart], settings: WorkloadSettings
    ) -> None:
        self.add_object("TriggerAuthentication", trigger_authentication(trigger))
        wrap = partial(consumers.scaled_job, trigger=trigger, name=self.name)
        self._run(consumers.job, [PodPart(containers=(self.worker,)), *beside], settings, wrap=wrap)

    def _check(self, queue: object, worker: object, consumers: object, settings: WorkloadSettings) -> None:
        check_workload_settings(settings, where=self.where)
        self._need_container("worker", worker)
        if not isinstance(queue, QueueBackend):
            fix = "Give KuardQueue(...) or RedisQueue(...)."
            raise SettingError(self.where, "queue must be a queue", got=queue, fix=fix)
        if not isinstance(consumers, (UntilEmpty, Scaled)):
            fix = "Give UntilEmpty(...) or Scaled(...)."
            raise SettingError(self.where, "consumers must be UntilEmpty or Scaled", got=consumers, fix=fix)
