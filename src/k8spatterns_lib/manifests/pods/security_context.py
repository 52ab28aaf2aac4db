"""What a pod and its containers may do: restricted, unless a `Security` says less and why.

Every answer is cached and shared; callers must not mutate it.

Decided here: which field says what. Decided elsewhere: what counts as weaker (`values.security`).
Source: Kubernetes docs, "Pod Security Standards" (restricted); API reference, SecurityContext v1 core.
"""

from functools import lru_cache
from typing import Any, Final

from k8spatterns_lib.errors import SettingError
from k8spatterns_lib.values.security import RESTRICTED, Security

_ALWAYS_ESCALATES: Final = frozenset({"SYS_ADMIN", "CAP_SYS_ADMIN"})
_POD_ONLY: Final = (
    "fs_group",
    "supplemental_groups",
    "host_users",
    "host_network",
    "host_pid",
    "host_ipc",
)


@lru_cache(maxsize=1024)
def pod_security_context(security: Security) -> dict[str, Any]:
    """Return the `securityContext` of a pod; it holds for all its containers but those with their own."""
    spec = _identity(security)
    if security.fs_group is not None:
        spec["fsGroup"] = security.fs_group
    if security.supplemental_groups:
        spec["supplementalGroups"] = list(security.supplemental_groups)
    return {**spec, **_profiles(security)}


@lru_cache(maxsize=1024)
def pod_host_fields(security: Security) -> dict[str, bool]:
    """Return the fields of a pod that open it to its node, and `hostUsers`, where they are set.

    Raises:
        SettingError: It has its own users and a namespace of the node, which the API refuses.
    """
    if security.host_users is False and (security.host_network or security.host_pid or security.host_ipc):
        fix = "Leave out host_users, or the node's network, processes and memory."
        raise SettingError("Security", "host_users=False can not share a namespace of the node", fix=fix)
    spec: dict[str, bool] = {}
    if security.host_network:
        spec["hostNetwork"] = True
    if security.host_pid:
        spec["hostPID"] = True
    if security.host_ipc:
        spec["hostIPC"] = True
    if security.host_users is not None:
        spec["hostUsers"] = security.host_users
    return spec


@lru_cache(maxsize=4096)
def container_security_context(security: Security, *, own: bool) -> dict[str, Any]:
    """Return the `securityContext` of a container.

    Args:
        security: The container's own, or else that of its pod.
        own: Whether it is the container's own; then user and profiles are said here too,
            since the pod may say otherwise.
    """
    spec = _identity(security) if own else {}
    if security.privileged:
        # The API refuses a privileged container without escalation, and ignores capabilities.
        spec |= {"privileged": True, "allowPrivilegeEscalation": True}
    else:
        spec["allowPrivilegeEscalation"] = _escalates(security)
        spec["capabilities"] = _capabilities(security)
    spec["readOnlyRootFilesystem"] = security.read_only_root
    return {**spec, **_profiles(security)} if own else spec


def refuse_pod_settings(security: Security, where: str) -> None:
    """Refuse what only a pod can set on the `Security` of a container.

    Raises:
        SettingError: `security` differs from the restricted one in a field of the pod.
    """
    for field in _POD_ONLY:
        given = getattr(security, field)
        if given != getattr(RESTRICTED, field):
            what = f"{field} can not be set for one container"
            raise SettingError(where, what, got=given, fix="Set it in PodSettings(security=...).")


def _identity(security: Security) -> dict[str, Any]:
    spec: dict[str, Any] = {"runAsNonRoot": not security.run_as_root}
    if security.user is not None:
        spec["runAsUser"] = security.user
    if security.group is not None:
        spec["runAsGroup"] = security.group
    return spec


def _profiles(security: Security) -> dict[str, Any]:
    seccomp: dict[str, str] = {"type": security.seccomp}
    if security.seccomp_path is not None:
        seccomp["localhostProfile"] = security.seccomp_path
    spec: dict[str, Any] = {"seccompProfile": seccomp}
    if security.apparmor is not None:
        spec["appArmorProfile"] = _apparmor(security.apparmor)
    return spec


def _apparmor(profile: str) -> dict[str, str]:
    """`RuntimeDefault` and `Unconfined` are types; anything else is a profile loaded on the node."""
    if profile in {"RuntimeDefault", "Unconfined"}:
        return {"type": profile}
    return {"type": "Localhost", "localhostProfile": profile.removeprefix("localhost/")}


def _escalates(security: Security) -> bool:
    # CAP_SYS_ADMIN always escalates; the API refuses to hear otherwise.
    return security.allow_escalation or not _ALWAYS_ESCALATES.isdisjoint(security.add_capabilities)


def _capabilities(security: Security) -> dict[str, list[str]]:
    spec = {"drop": ["ALL"]}
    if security.add_capabilities:
        spec = {"add": list(security.add_capabilities), **spec}
    return spec
