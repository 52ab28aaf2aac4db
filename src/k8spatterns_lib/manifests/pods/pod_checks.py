"""What the containers of one pod must agree on; the API server or the kubelet would refuse it later.

Source: Kubernetes API validation of PodSpec; Kubernetes docs, "Init Containers", "Container Lifecycle Hooks".
"""

from collections.abc import Iterable, Sequence
from typing import Final

from k8spatterns_lib.errors import SettingError
from k8spatterns_lib.values.container import Container

_DEFAULT_GRACE: Final = 30


def check_containers(
    containers: Sequence[Container], init: Sequence[Container], *, grace_seconds: int | None, where: str
) -> None:
    """Refuse containers that can not live in one pod.

    Raises:
        SettingError: There is none, two share a name or a port, an init container has what only
            long-running ones have, or a pause before the stop is as long as the grace period.
    """
    if not containers:
        raise SettingError(where, "a pod needs a container", fix="Give it one.")
    running = (*containers, *(each for each in init if each.restart_policy is not None))
    _check_names((*containers, *init), where)
    _check_ports(running, where)
    for container in running:
        if container.lifecycle is not None:
            _check_pause(container, _DEFAULT_GRACE if grace_seconds is None else grace_seconds, where)
    for container in init:
        if container.restart_policy is None:
            _check_init(container, where)


def _check_names(containers: Sequence[Container], where: str) -> None:
    names = [container.name for container in containers]
    if len(set(names)) != len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise SettingError(where, "two containers must not share a name", got=twice, fix="Rename one of them.")


def _check_ports(containers: Iterable[Container], where: str) -> None:
    owners: dict[tuple[int, str], str] = {}
    names: dict[str, str] = {}
    for container in containers:
        for port in container.ports:
            owner = owners.setdefault((port.number, port.protocol), container.name)
            if owner != container.name:
                fix = f"Containers of a pod share its address: {owner!r} and {container.name!r} need different ports."
                raise SettingError(where, "two containers must not share a port", got=port.number, fix=fix)
            owner = names.setdefault(port.name, container.name)
            if owner != container.name:
                fix = f"A Service finds ports by name: rename it in {owner!r} or {container.name!r}."
                raise SettingError(where, "two containers must not share a port's name", got=port.name, fix=fix)


def _check_pause(container: Container, grace_seconds: int, where: str) -> None:
    lifecycle = container.lifecycle
    pause = 0 if lifecycle is None or lifecycle.pre_stop is None else lifecycle.pre_stop.seconds
    if pause >= grace_seconds:
        what = f"container {container.name!r} is killed before its pre_stop pause ends"
        fix = f"The pod has {grace_seconds} s to stop: raise PodSettings(grace_seconds=...) or pause for less."
        raise SettingError(where, what, got=pause, fix=fix)


def _check_init(container: Container, where: str) -> None:
    given = [name for name in ("startup", "readiness", "liveness", "lifecycle") if getattr(container, name) is not None]
    if given:
        what = f"init container {container.name!r} runs to its end and can have no {' or '.join(given)}"
        fix = 'Leave it away, or set restart_policy="Always" to keep it running.'
        raise SettingError(where, what, fix=fix)
