"""Why a pod may do more than the restricted profile, written where reviewers and policies find it.

Source: Kubernetes docs, "Pod Security Standards"; "Labels and Selectors" (the form of keys).
"""

from collections.abc import Iterable
from typing import Final

from k8spatterns_lib.manifests.pods.writable_paths import label_text
from k8spatterns_lib.values.container import Container
from k8spatterns_lib.values.security import Security
from k8spatterns_lib.values.volume import HostPath, Nfs, Volume

POD: Final = "k8spatterns.io/security-exception"
_CONTAINER: Final = "security-exception."
_HOST_PATH: Final = "host-path-exception."
_HOST_PORT: Final = "host-port-exception."
_NFS: Final = "nfs-exception."


def security_exceptions(
    containers: Iterable[Container], security: Security | None, volumes: Iterable[Volume] = ()
) -> dict[str, str]:
    """Return the annotations that say why, by exception; empty for a restricted pod.

    A pod's own `Security` is `k8spatterns.io/security-exception`, a container's has
    `.<container>` behind it; a path of the node is `k8spatterns.io/host-path-exception.<volume>`,
    a server's `nfs-exception.<volume>`, and a port of the node `host-port-exception.<port>`.
    """
    found: dict[str, str] = {}
    _add(found, POD, security)
    for container in containers:
        _add(found, container_exception(container.name), container.security)
        for port in container.ports:
            if port.host_port is not None and port.reason is not None:
                found[port_exception(port.name)] = port.reason
        for _, mount in container.mounts:
            _add_volume(found, mount.volume)
    for volume in volumes:
        _add_volume(found, volume)
    return found


def _add(found: dict[str, str], key: str, security: Security | None) -> None:
    if security is not None and security.reason is not None and not security.is_restricted:
        found[key] = security.reason


def _add_volume(found: dict[str, str], volume: Volume) -> None:
    if isinstance(volume.source, HostPath):
        found[_key(_HOST_PATH, volume.name)] = volume.source.reason
    elif isinstance(volume.source, Nfs):
        found[_key(_NFS, volume.name)] = volume.source.reason


def container_exception(name: str) -> str:
    """Return the annotation for a container's own exception."""
    return _key(_CONTAINER, name)


def port_exception(name: str) -> str:
    """Return the annotation for a port of the node."""
    return _key(_HOST_PORT, name)


def volume_exceptions(name: str) -> tuple[str, ...]:
    """Return the annotations for a volume that is a path of the node, or of a server."""
    return _key(_HOST_PATH, name), _key(_NFS, name)


def _key(kind: str, name: str) -> str:
    """Return the key; the part behind the slash has 63 characters at most."""
    return f"k8spatterns.io/{label_text(kind + name)}"
