"""What a preset adds to a pod: containers, the configuration that they read, and what else they need.

Decided here: what a preset can ask of its pod. Decided elsewhere: what becomes of it (`workload_pattern`).
"""

from collections.abc import Mapping
from typing import Any, Protocol, runtime_checkable

import attrs

from k8spatterns_lib.errors import SettingError
from k8spatterns_lib.values.container import Container
from k8spatterns_lib.values.volume import Volume


@attrs.frozen(kw_only=True)
class PodPart:
    """Containers for a pod, and the text files that go with them.

    Args:
        containers: Run beside the main container.
        init: Run before it, in this order; one with `restart_policy="Always"` stays on.
        config: Files by ConfigMap name and key; each ConfigMap becomes an object of the pattern.
        annotations: Annotations of the pod template; the user's own win over them.
        objects: Further objects of the pattern, such as a PodMonitor; each has a name.
        share_process_namespace: Its containers must see the processes of the others.
        reloaded: Container names and volumes that the container reads anew by itself, so that a
            change of their ConfigMaps and Secrets needs no new pods.
    """

    containers: tuple[Container, ...] = ()
    init: tuple[Container, ...] = ()
    config: Mapping[str, Mapping[str, str]] = attrs.field(factory=dict)
    annotations: Mapping[str, str] = attrs.field(factory=dict)
    objects: tuple[Mapping[str, Any], ...] = ()
    share_process_namespace: bool = False
    reloaded: frozenset[tuple[str, Volume]] = frozenset()


@runtime_checkable
class Preset(Protocol):
    """A ready-made helper, such as `GitSync`, that knows its containers and configuration."""

    def part(self, pattern: str, main: Container) -> PodPart:
        """Return what the helper adds to the pod of `pattern`, whose main container is `main`."""
        ...


def sidecar_part(
    sidecar: Container | Preset, *, pattern: str, main: Container, where: str, native: bool = True
) -> PodPart:
    """Return what a sidecar adds to the pod of `pattern`.

    Args:
        sidecar: A container, or a preset.
        pattern: The pattern's name.
        main: Its main container.
        where: The construct path that an error should name.
        native: Run it as an init container that stays on; else beside the main container.

    Raises:
        SettingError: It is neither a container nor a preset.
    """
    if isinstance(sidecar, Container):
        if not native:
            return PodPart(containers=(sidecar,))
        return PodPart(init=(attrs.evolve(sidecar, restart_policy="Always"),))
    if not isinstance(sidecar, Preset):
        fix = "Give a Container, or a preset such as GitSync(...)."
        raise SettingError(where, "a sidecar must be a container", got=sidecar, fix=fix)
    part = sidecar.part(pattern, main)
    return part if native else _beside(part)


def _beside(part: PodPart) -> PodPart:
    """Return the part with its native sidecars beside the main container."""
    plain = tuple(attrs.evolve(each, restart_policy=None) for each in part.init if each.restart_policy == "Always")
    others = tuple(each for each in part.init if each.restart_policy != "Always")
    return attrs.evolve(part, containers=(*part.containers, *plain), init=others)
