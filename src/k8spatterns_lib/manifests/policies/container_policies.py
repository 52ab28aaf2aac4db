"""What every container has: requests, a memory limit, a pinned image, a root file system that can not be written.

Source: Kubernetes Patterns, 2nd ed., ch. 2 "Predictable Demands", ch. 23 "Process Containment"; Kubernetes docs,
"Resource Management for Pods and Containers", "Images".
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from k8spatterns_lib.errors import MISSING, SettingError
from k8spatterns_lib.manifests.checks.pod_view import ContainerAt, PodView
from k8spatterns_lib.manifests.finding import Finding, Path
from k8spatterns_lib.manifests.objects.plain_data import map_at, text_at
from k8spatterns_lib.manifests.rule import Rule
from k8spatterns_lib.values.image import to_image

REQUESTS: Final = Rule(
    id="resources/requests",
    demands="a container must say how much CPU and memory it needs",
    reason="The scheduler packs pods by their requests; one that says nothing is put on any node, and goes first.",
    fix="Write resources.requests with cpu and memory.",
    source='Kubernetes docs, "Resource Management for Pods and Containers"',
)
MEMORY_LIMIT: Final = Rule(
    id="resources/memory-limit",
    demands="a container must have a limit of memory",
    reason="A container that leaks takes the memory of its node, and the kernel kills whoever is largest.",
    fix="Write resources.limits.memory.",
    source='Kubernetes docs, "Assign Memory Resources to Containers and Pods"',
)
PINNED: Final = Rule(
    id="image/pinned",
    demands="an image must have a tag other than latest, or a digest",
    reason="What latest is changes while the manifest does not: replicas differ, and a rollback brings nothing back.",
    fix="Pin a version (:1.2.3) or a digest (@sha256:...).",
    source='Kubernetes docs, "Configuration Good Practices"; "Images", "Image names"',
)
READ_ONLY_ROOT: Final = Rule(
    id="container/read-only-root",
    demands="the root file system of a container must not be writable",
    reason="Who breaks in puts programs there, and what a program writes there is lost with the container.",
    fix="Write readOnlyRootFilesystem: true and mount an emptyDir where it writes, "
    "or say why in Security(read_only_root=False, reason=…).",
    source='Kubernetes Patterns, 2nd ed., ch. 23 "Process Containment"',
)
RULES: Final = (REQUESTS, MEMORY_LIMIT, PINNED, READ_ONLY_ROOT)


def container_findings(pod: PodView) -> Iterator[Finding]:
    """Yield what the containers of a pod lack."""
    for container in pod.containers:
        image = text_at(container.data, "image")
        if image or not container.is_ephemeral:
            yield from _check_image(pod, image, (*container.path, "image"))
        if not container.is_ephemeral:  # those can have no resources
            yield from _check_resources(pod, container)
        windows = map_at(pod.spec, "os").get("name") == "windows"
        said = map_at(container.data, "securityContext").get("readOnlyRootFilesystem")
        if said is not True and not windows:
            path = (*container.path, "securityContext", "readOnlyRootFilesystem")
            yield Finding(READ_ONLY_ROOT, pod.owner, path=path, got=MISSING if said is None else said)
    for path, volume in pod.volumes:
        if "image" in volume:
            yield from _check_image(pod, text_at(map_at(volume, "image"), "reference"), (*path, "image", "reference"))


def _check_resources(pod: PodView, container: ContainerAt) -> Iterator[Finding]:
    own, whole = map_at(container.data, "resources"), map_at(pod.spec, "resources")
    for resource in ("cpu", "memory"):
        if not _has(own, "requests", resource) and not _has(whole, "requests", resource):
            yield Finding(REQUESTS, pod.owner, path=(*container.path, "resources", "requests", resource))
    if "memory" not in map_at(own, "limits") and "memory" not in map_at(whole, "limits"):
        yield Finding(MEMORY_LIMIT, pod.owner, path=(*container.path, "resources", "limits", "memory"))


def _has(resources: Mapping[str, Any], field: str, resource: str) -> bool:
    """Whether a request is there; the API takes the limit for one that is missing."""
    return resource in map_at(resources, field) or resource in map_at(resources, "limits")


def _check_image(pod: PodView, image: str, path: Path) -> Iterator[Finding]:
    try:
        to_image(image)
    except SettingError as error:
        yield Finding(PINNED, pod.owner, path=path, got=image or MISSING, fix=error.fix)
