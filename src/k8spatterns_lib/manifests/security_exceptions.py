"""Why a pod may do more than the restricted profile, written where reviewers and policies find it.

Source: Kubernetes docs, "Pod Security Standards"; "Labels and Selectors" (the form of keys).
"""

from collections.abc import Iterable
from typing import Final

from k8spatterns_lib.manifests.writable_paths import label_text
from k8spatterns_lib.values.container import Container
from k8spatterns_lib.values.security import Security
from k8spatterns_lib.values.volume import HostPath, Volume

POD: Final = "k8spatterns.io/security-exception"
_CONTAINER: Final = "security-exception."
_HOST_PATH: Final = "host-path-exception."


def security_exceptions(
    containers: Iterable[Container], security: Security | None, volumes: Iterable[Volume] = ()
) -> dict[str, str]:
    """Return the annotations that say why, by exception; empty for a restricted pod.

    A pod's own `Security` is `k8spatterns.io/security-exception`, a container's has
    `.<container>` behind it, a path of the node is `k8spatterns.io/host-path-exception.<volume>`.
    """
    found: dict[str, str] = {}
    _add(found, POD, security)
    for container in containers:
        _add(found, _key(_CONTAINER, container.name), container.security)
        for _, mount in container.mounts:
            _add_host_path(found, mount.volume)
    for volume in volumes:
        _add_host_path(found, volume)
    return found


def _add(found: dict[str, str], key: str, security: Security | None) -> None:
    if security is not None and security.reason is not None and not security.is_restricted:
        found[key] = security.reason


def _add_host_path(found: dict[str, str], volume: Volume) -> None:
    if isinstance(volume.source, HostPath):
        found[_key(_HOST_PATH, volume.name)] = volume.source.reason


def _key(kind: str, name: str) -> str:
    """Return the key; the part behind the slash has 63 characters at most."""
    return f"k8spatterns.io/{label_text(kind + name)}"
