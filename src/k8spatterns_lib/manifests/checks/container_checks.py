"""What the containers of a pod name is in their pod: volumes, and their own ports."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from k8spatterns_lib.manifests.checks.chart_objects import ChartObjects
from k8spatterns_lib.manifests.checks.pod_view import ContainerAt, PodView, port_names
from k8spatterns_lib.manifests.finding import Finding, Path
from k8spatterns_lib.manifests.objects.plain_data import map_at, maps_at, name_of, text_at
from k8spatterns_lib.manifests.rule import Rule

MOUNT: Final = Rule(
    id="workload/volume",
    demands="a container must mount volumes that its pod has",
    reason="The API refuses the pod, and a workload whose pods are refused makes none without a word.",
    fix="Give the pod a volume of that name, or the StatefulSet a claim template.",
    source='Kubernetes docs, "Volumes"; API validation of PodSpec',
)
PROBE_PORT: Final = Rule(
    id="workload/probe-port",
    demands="a probe or hook must name a port that its container has",
    reason="The probe fails each time, so the container is restarted or never ready.",
    fix="Name one of the container's ports, or give the number.",
    source='Kubernetes docs, "Configure Liveness, Readiness and Startup Probes", "Use a named port"',
)
RULES: Final = (MOUNT, PROBE_PORT)
_PROBES: Final = ("startupProbe", "readinessProbe", "livenessProbe")


def containers_find_what_they_name(objects: ChartObjects) -> Iterator[Finding]:
    """Each mount is of a volume of the pod, and each probe of a port of the container."""
    for pod in objects.pods:
        has: set[str] | None = None
        for container in pod.containers:
            for path, name in _mounts(container.data):
                if has is None:
                    has = _volumes(pod)
                if name not in has:
                    what = f"container {container.name!r} mounts {name!r}, and its pod has no such volume"
                    fix = f"Volumes of the pod: {', '.join(sorted(has)) or 'none'}."
                    yield Finding(MOUNT, pod.owner, path=container.path + path, what=what, fix=fix)
            yield from _check_probes(pod, container)


def _mounts(container: Mapping[str, Any]) -> Iterator[tuple[Path, str]]:
    for field in ("volumeMounts", "volumeDevices"):
        if field in container:
            for index, each in enumerate(maps_at(container, field)):
                yield (field, index), text_at(each, "name")


def _volumes(pod: PodView) -> set[str]:
    has = {text_at(each, "name") for each in maps_at(pod.spec, "volumes")}
    for template in maps_at(map_at(pod.owner, "spec"), "volumeClaimTemplates"):
        has.add(name_of(template))
    return has


def _check_probes(pod: PodView, container: ContainerAt) -> Iterator[Finding]:
    for path, name in _probe_ports(container.data):
        names = port_names([container])
        if name not in names:
            what = f"container {container.name!r} has no port named {name!r}"
            fix = f"Its ports: {', '.join(sorted(names)) or 'none'}."
            yield Finding(PROBE_PORT, pod.owner, path=container.path + path, what=what, fix=fix)


def _probe_ports(container: Mapping[str, Any]) -> Iterator[tuple[Path, str]]:
    """Yield the ports that probes and hooks name; numbers need no container port."""
    asked: list[tuple[Path, Mapping[str, Any]]] = [
        ((field,), map_at(container, field)) for field in _PROBES if field in container
    ]
    if "lifecycle" in container:
        asked += [(("lifecycle", hook), map_at(container, "lifecycle", hook)) for hook in ("postStart", "preStop")]
    for path, each in asked:
        for way in ("httpGet", "tcpSocket"):
            if way in each and (port := text_at(map_at(each, way), "port")):
                yield (*path, way, "port"), port
