"""A pod out of its containers and settings.

Decided here: the order of a pod's fields, and that containers without rights of their own have the pod's.
Decided elsewhere: one container (`container_spec`), the volumes (`pod_volumes`), what a pattern puts together.
Source: Kubernetes API reference, PodSpec v1 core; Kubernetes docs, "Pod Security Standards".
"""

from typing import Any, Final, Literal

import attrs

from k8spatterns_lib.manifests.pods.config_uses import uses_of
from k8spatterns_lib.manifests.pods.container_spec import container_spec
from k8spatterns_lib.manifests.pods.pod_checks import check_containers
from k8spatterns_lib.manifests.pods.pod_settings_spec import identity_fields, running_fields
from k8spatterns_lib.manifests.pods.pod_volumes import pod_volumes
from k8spatterns_lib.manifests.pods.security_context import container_security_context, refuse_pod_settings
from k8spatterns_lib.manifests.pods.security_exceptions import security_exceptions
from k8spatterns_lib.manifests.version_gates import require
from k8spatterns_lib.values.container import Container
from k8spatterns_lib.values.kubernetes_version import KubernetesVersion
from k8spatterns_lib.values.pod_settings import PodSettings
from k8spatterns_lib.values.volume import ImageSource, Volume

_DEFAULT_SETTINGS: Final = PodSettings()


@attrs.frozen(kw_only=True)
class PodContents:
    """What a pod is made of.

    Args:
        containers: The long-running ones, the main one first.
        init: Those that run first, in order; `restart_policy="Always"` makes one a native sidecar.
        settings: What concerns the whole pod.
        restart: The pod's restart policy. Default: what its workload says (`workload_spec` writes it).
        reloaded: Container names and volumes that the container reads anew by itself.
    """

    containers: tuple[Container, ...]
    init: tuple[Container, ...] = ()
    settings: PodSettings = _DEFAULT_SETTINGS
    restart: Literal["Always", "OnFailure", "Never"] | None = None
    reloaded: frozenset[tuple[str, Volume]] = frozenset()

    @property
    def all_containers(self) -> tuple[Container, ...]:
        """Both kinds of containers; the main one is the first."""
        return self.containers + self.init if self.init else self.containers


def pod_spec(contents: PodContents, *, version: KubernetesVersion, where: str) -> dict[str, Any]:
    """Return the `spec` of a pod.

    The map itself is the caller's; what is in it is shared with other pods and must be copied
    before it is changed.

    Args:
        contents: What the pod is made of.
        version: The target's version.
        where: The construct path that an error should name.

    Raises:
        VersionError: It uses what the target's version does not have.
        SettingError: Its parts do not fit each other.
    """
    settings = contents.settings
    check_containers(contents.containers, contents.init, grace_seconds=settings.grace_seconds, where=where)
    _check_versions(contents, version, where)
    volumes, apart = pod_volumes(contents.all_containers, settings.volumes, where=where)
    spec = identity_fields(settings).copy()
    if contents.init:
        spec["initContainers"] = [_container(each, settings, version, where, apart) for each in contents.init]
    spec["containers"] = [_container(each, settings, version, where, apart) for each in contents.containers]
    if volumes:
        spec["volumes"] = volumes
    if contents.restart is not None:
        spec["restartPolicy"] = contents.restart
    spec.update(running_fields(settings))
    return spec


def exception_annotations(contents: PodContents) -> dict[str, str]:
    """Return the annotations that say why the pod is less than restricted; empty if it is not."""
    return security_exceptions(contents.all_containers, contents.settings.security, contents.settings.volumes)


def config_uses(contents: PodContents) -> frozenset[tuple[str, str]]:
    """Return kind and name of the ConfigMaps and Secrets whose change needs new pods."""
    return uses_of(contents.all_containers, contents.settings.volumes, contents.reloaded)


def _container(
    container: Container, settings: PodSettings, version: KubernetesVersion, where: str, apart: frozenset[str]
) -> dict[str, Any]:
    spec = container_spec(container, version=version, where=where, apart=container.name in apart)
    if container.security is not None:
        refuse_pod_settings(container.security, f"{where} container {container.name!r}")
    elif settings.security is not None:
        return {**spec, "securityContext": container_security_context(settings.security, own=False)}
    return spec


def _check_versions(contents: PodContents, version: KubernetesVersion, where: str) -> None:
    settings = contents.settings
    if settings.security is not None and settings.security.host_users is False:
        require("user-namespace", version, where)
    for container in contents.init:
        if container.restart_policy is not None:
            require("native-sidecar", version, f"{where} container {container.name!r}")
    for container in contents.containers:
        if container.restart_policy is not None:
            require("container-restart-policy", version, f"{where} container {container.name!r}")
    for volume in settings.volumes:
        if isinstance(volume.source, ImageSource):
            require("image-volume", version, where)
