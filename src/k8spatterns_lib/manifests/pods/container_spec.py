"""One container, as Kubernetes writes it.

The answer is cached for equal containers and shared between all pods that have one;
callers must not mutate it but copy what they change.

Decided here: the order of the fields, and which of them the target's version must know.
Decided elsewhere: the parts (`probe_spec`, `env_spec`, ...), the pod around it (`pod_spec`).
Source: Kubernetes API reference, Container v1 core.
"""

from functools import lru_cache
from typing import Any

from k8spatterns_lib.manifests.pods.env_spec import env_from_spec, env_spec
from k8spatterns_lib.manifests.pods.lifecycle_spec import lifecycle_spec
from k8spatterns_lib.manifests.pods.probe_spec import probe_spec
from k8spatterns_lib.manifests.pods.resources_spec import resources_spec
from k8spatterns_lib.manifests.pods.security_context import container_security_context
from k8spatterns_lib.manifests.pods.volume_spec import mount_spec
from k8spatterns_lib.manifests.pods.writable_paths import writable_volumes
from k8spatterns_lib.manifests.version_gates import require
from k8spatterns_lib.values.container import Container
from k8spatterns_lib.values.kubernetes_version import KubernetesVersion
from k8spatterns_lib.values.port import Port
from k8spatterns_lib.values.security import RESTRICTED
from k8spatterns_lib.values.volume import ImageSource


def container_spec(
    container: Container, *, version: KubernetesVersion, where: str, apart: bool = False
) -> dict[str, Any]:
    """Return `container` as it stands in a pod; shared, so it must not be mutated.

    Args:
        container: The container.
        version: The target's version.
        where: The construct path that an error should name.
        apart: Whether its `writable=` volumes carry its name (see `writable_paths`).

    Raises:
        VersionError: It uses what the target's version does not have.
        SettingError: Two of its environment variables have one name.
    """
    spec, features = _rendered(container, apart)
    for feature in features:
        require(feature, version, f"{where} container {container.name!r}")
    return spec


@lru_cache(maxsize=256)
def _rendered(container: Container, apart: bool) -> tuple[dict[str, Any], tuple[str, ...]]:  # noqa: FBT001 - hot
    spec: dict[str, Any] = {"name": container.name, "image": str(container.image)}
    if container.pull_policy is not None:
        spec["imagePullPolicy"] = container.pull_policy
    if container.restart_policy is not None:
        spec["restartPolicy"] = container.restart_policy
    _add_program(spec, container)
    if container.ports:
        spec["ports"] = [_port(port) for port in container.ports]
    spec["resources"] = resources_spec(container.resources)
    mounts = [mount_spec(path, mount) for path, mount in container.mounts]
    mounts += [{"name": name, "mountPath": path} for path, name in writable_volumes(container, apart=apart)]
    if mounts:
        spec["volumeMounts"] = mounts
    _add_health(spec, container)
    if container.stdin:
        spec["stdin"] = True
    if container.tty:
        spec["tty"] = True
    own = container.security is not None
    spec["securityContext"] = container_security_context(container.security or RESTRICTED, own=own)
    return spec, tuple(_features(container))


def _add_program(spec: dict[str, Any], container: Container) -> None:
    if container.command:
        spec["command"] = list(container.command)
    if container.args:
        spec["args"] = list(container.args)
    if container.working_dir is not None:
        spec["workingDir"] = container.working_dir
    if container.env_from:
        spec["envFrom"] = env_from_spec(container.env_from)
    if container.env:
        spec["env"] = env_spec(container.env, f"Container {container.name!r}")


def _add_health(spec: dict[str, Any], container: Container) -> None:
    probes = (
        ("startupProbe", container.startup),
        ("readinessProbe", container.readiness),
        ("livenessProbe", container.liveness),
    )
    for key, probe in probes:
        if probe is not None:
            spec[key] = probe_spec(probe)
    lifecycle = None if container.lifecycle is None else lifecycle_spec(container.lifecycle)
    if lifecycle:
        spec["lifecycle"] = lifecycle


def _port(port: Port) -> dict[str, Any]:
    spec: dict[str, Any] = {"name": port.name, "containerPort": port.number}
    if port.protocol != "TCP":
        spec["protocol"] = port.protocol
    if port.host_port is not None:
        spec["hostPort"] = port.host_port
    return spec


def _features(container: Container) -> list[str]:
    """Return the keys of `version_gates.FEATURES` that the container needs."""
    features = []
    lifecycle = container.lifecycle
    if lifecycle is not None and lifecycle.stop_signal is not None:
        features.append("stop-signal")
    if any(isinstance(mount.volume.source, ImageSource) for _, mount in container.mounts):
        features.append("image-volume")
    return features
