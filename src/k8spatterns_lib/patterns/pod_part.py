"""What a preset adds to a pod: containers, and the configuration that they read."""

from collections.abc import Mapping
from typing import Protocol, runtime_checkable

import attrs

from k8spatterns_lib.values.container import Container


@attrs.frozen(kw_only=True)
class PodPart:
    """Containers for a pod, and the text files that go with them.

    Args:
        containers: Run beside the main container.
        init: Run before it, in this order; one with `restart_policy="Always"` stays on.
        config: Files by ConfigMap name and key; each ConfigMap becomes an object of the pattern.
        annotations: Annotations of the pod template.
    """

    containers: tuple[Container, ...] = ()
    init: tuple[Container, ...] = ()
    config: Mapping[str, Mapping[str, str]] = attrs.field(factory=dict)
    annotations: Mapping[str, str] = attrs.field(factory=dict)


@runtime_checkable
class Preset(Protocol):
    """A ready-made helper, such as `GitSync`, that knows its containers and configuration."""

    def part(self, pattern: str, main: Container) -> PodPart:
        """Return what the helper adds to the pod of `pattern`, whose main container is `main`."""
        ...
