"""The program that fills a queue, the items, and the containers that run it.

One Job fills; each pod that works until the queue is empty waits for that in an init
container, by the same program: neither of them needs the Kubernetes API.
"""

from collections.abc import Mapping
from functools import cached_property
from importlib.resources import files
from typing import Final, Literal

import attrs

from k8spatterns_lib.manifests.objects.content_hash import content_hash
from k8spatterns_lib.patterns.behavioral.queue_items import QueueItems
from k8spatterns_lib.values.container import Container
from k8spatterns_lib.values.environment import EnvValue
from k8spatterns_lib.values.image import Image
from k8spatterns_lib.values.pod_settings import PodSettings
from k8spatterns_lib.values.resources import Resources
from k8spatterns_lib.values.volume import Volume

IMAGE: Final = Image.parse("docker.io/library/python:3.13.1-slim")
FILL_SECONDS: Final = 300
"""How long one try of the loader goes on; its Job tries again."""
_FOLDER: Final = "/queue"
_ITEMS: Final = "items.json"
_RESOURCES: Final = Resources(cpu="10m", memory="64Mi")


@attrs.frozen(kw_only=True)
class QueueLoader:
    """What fills one queue.

    Args:
        pattern: The pattern's name.
        items: The items.
        program: The file of the program, in this folder.
        variables: How the program finds the queue.
        image: A Python 3.11 or newer.
    """

    pattern: str
    items: QueueItems
    program: str
    variables: Mapping[str, EnvValue]
    image: Image

    @cached_property
    def files(self) -> dict[str, str]:
        """The program and the items, by file name."""
        return {self.program: self._source, _ITEMS: self.items.as_file}

    @cached_property
    def config(self) -> str:
        """The name of the ConfigMap; another content is another one, so that a running loader keeps its own."""
        return f"{self.pattern}-items-{content_hash(self.files)}"

    def check(self, *, where: str) -> None:
        """Refuse items that do not fit into the ConfigMap.

        Raises:
            SettingError: They do not.
        """
        self.items.check(beside=len(self._source.encode()), where=where)

    def container(self, name: str, mode: Literal["fill", "wait"], *, seconds: int) -> Container:
        """Return a container that fills the queue, or that waits for it, and ends."""
        return Container(
            name,
            image=self.image,
            command=["python", f"{_FOLDER}/{self.program}"],
            args=[mode, f"{_FOLDER}/{_ITEMS}", str(seconds)],
            env=self.variables,
            mounts={_FOLDER: Volume.config_map(self.config, name="queue-items").read_only()},
            resources=_RESOURCES,
        )

    @cached_property
    def _source(self) -> str:
        return (files("k8spatterns_lib.patterns.behavioral") / self.program).read_text(encoding="utf-8")


def loader_pod(pod: PodSettings) -> PodSettings:
    """Return the settings of the loader's pod: it runs where the workers do, but has no rights of theirs."""
    return PodSettings(
        labels=pod.labels,
        annotations=pod.annotations,
        scheduling=pod.scheduling,
        priority_class=pod.priority_class,
        runtime_class=pod.runtime_class,
        host_aliases=pod.host_aliases,
        dns_policy=pod.dns_policy,
        dns_servers=pod.dns_servers,
        dns_searches=pod.dns_searches,
        dns_options=pod.dns_options,
        pull_secrets=pod.pull_secrets,
    )
