"""What runs in a pod before everything else: the setting `init` of every workload.

Problem: what an application needs before its start (files, rights, other services) is no part of it.
Solution: steps that each run to their end, one after the other, before the main container is started.

The order is that of the list. Steps come before the sidecars of a pattern, so none of them finds one running.
A step that needs a helper is given it in the list: a native sidecar (a Container with
`restart_policy="Always"`, or a preset such as `GitSync`) starts in its place and stays on, and the steps
behind it find it. What steps hand on, they hand on in volumes: mount the same `Volume` in both.

A step may run again (after a restart of its node, say), so it should do no harm the second time.

Source: Kubernetes Patterns, 2nd ed., ch. 15 "Init Container"; Kubernetes docs, "Init Containers".
"""

from collections.abc import Sequence

import attrs

from k8spatterns_lib.errors import SettingError
from k8spatterns_lib.patterns.pod_part import PodPart, Preset
from k8spatterns_lib.values.container import Container
from k8spatterns_lib.values.setting_checks import listed

Step = Container | Preset


def with_init(parts: list[PodPart], steps: Sequence[Step], *, pattern: str, where: str) -> list[PodPart]:
    """Return the parts of a pod, with those of its steps in front.

    Args:
        parts: The pattern's own, the main container's first.
        steps: What the user gave as `init`.
        pattern: The workload's name.
        where: The construct path that an error should name.

    Raises:
        SettingError: A step is none, or has containers that run on beside the main one.
    """
    found = listed(steps, where, "init", 'Container("migrate", image=…, resources=…)')
    if not found:
        return parts
    main = parts[0].containers[0]
    return [_merged([_part(each, pattern, main, where) for each in found], where), *parts]


def _part(step: Step, pattern: str, main: Container, where: str) -> PodPart:
    if isinstance(step, Container):
        return PodPart(init=(step,))
    if not isinstance(step, Preset):
        fix = "Give a Container, or a preset such as WaitForService(...)."
        raise SettingError(where, "a step of init must be a container", got=step, fix=fix)
    part = step.part(pattern, main)
    if part.containers:
        fix = "Give it as a sidecar."
        got = part.containers[0].name
        raise SettingError(where, "a step of init must not run beside the main container", got=got, fix=fix)
    return part


def _merged(parts: list[PodPart], where: str) -> PodPart:
    """Return one part; steps of one kind share the ConfigMap with their program."""
    config = dict(parts[0].config)
    for part in parts[1:]:
        for name, content in part.config.items():
            if config.setdefault(name, content) != content:
                fix = "Rename one of the steps."
                raise SettingError(where, "two steps must not share a ConfigMap", got=name, fix=fix)
    annotations = {key: text for part in parts for key, text in part.annotations.items()}
    return attrs.evolve(
        parts[0],
        init=tuple(each for part in parts for each in part.init),
        config=config,
        annotations=annotations,
        objects=tuple(each for part in parts for each in part.objects),
        share_process_namespace=any(part.share_process_namespace for part in parts),
        reloaded=frozenset().union(*(part.reloaded for part in parts)),
    )
