"""The pod-security profile `restricted`, as the API server's own admission reads it.

Each rule is one control of the standards; restricted holds all controls of baseline too. The
version counts: the standards grow with Kubernetes.

Decided here: which field of a pod breaks which control.
Decided elsewhere: which exceptions are allowed (`exceptions`), where pods stand (`pod_view`).
Source: Kubernetes docs, "Pod Security Standards"; k8s.io/pod-security-admission v0.37, `policy`.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, NamedTuple

from k8spatterns_lib.errors import MISSING
from k8spatterns_lib.manifests.checks.pod_view import ContainerAt, PodView
from k8spatterns_lib.manifests.finding import Finding, Path
from k8spatterns_lib.manifests.objects.plain_data import map_at, maps_at, text_at
from k8spatterns_lib.manifests.policies import pod_security_rules as rules
from k8spatterns_lib.manifests.rule import Rule
from k8spatterns_lib.values.kubernetes_version import KubernetesVersion

_HOST_PROBES_SINCE: Final = KubernetesVersion(34)
_USER_NAMESPACES_SINCE: Final = KubernetesVersion(35)
_MORE_SYSCTLS_SINCE: Final = KubernetesVersion(37)
_VOLUMES: Final = frozenset(
    {
        "configMap",
        "csi",
        "downwardAPI",
        "emptyDir",
        "ephemeral",
        "image",
        "persistentVolumeClaim",
        "projected",
        "secret",
    }
)
_SELINUX_TYPES: Final = frozenset({"", "container_t", "container_init_t", "container_kvm_t", "container_engine_t"})
_PROFILES: Final = frozenset({"RuntimeDefault", "Localhost"})
_APPARMOR_ANNOTATION: Final = "container.apparmor.security.beta.kubernetes.io/"
_SYSCTLS: Final = frozenset(
    {
        "kernel.shm_rmid_forced",
        "net.ipv4.ip_local_port_range",
        "net.ipv4.ip_local_reserved_ports",
        "net.ipv4.ip_unprivileged_port_start",
        "net.ipv4.ping_group_range",
        "net.ipv4.tcp_fin_timeout",
        "net.ipv4.tcp_keepalive_intvl",
        "net.ipv4.tcp_keepalive_probes",
        "net.ipv4.tcp_keepalive_time",
        "net.ipv4.tcp_rmem",
        "net.ipv4.tcp_syncookies",
        "net.ipv4.tcp_wmem",
    }
)
_SYSCTLS_1_37: Final = _SYSCTLS | {"net.ipv4.tcp_notsent_lowat", "net.ipv4.tcp_slow_start_after_idle"}


class _Broken(NamedTuple):
    rule: Rule
    path: Path
    got: object = MISSING


def pod_security_findings(pod: PodView, version: KubernetesVersion) -> Iterator[Finding]:
    """Yield what keeps a pod out of a namespace that enforces `restricted`."""
    for check in _CHECKS:
        for rule, path, got in check(pod, version):
            yield Finding(rule, pod.owner, path=path, got=got)


def _pod_context(pod: PodView) -> tuple[Path, Mapping[str, Any]]:
    return (*pod.path, "spec", "securityContext"), map_at(pod.spec, "securityContext")


def _contexts(pod: PodView) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    """Yield the security contexts of the pod and of its containers."""
    yield _pod_context(pod)
    for each in pod.containers:
        yield (*each.path, "securityContext"), map_at(each.data, "securityContext")


def _container_contexts(pod: PodView) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    for each in pod.containers:
        yield (*each.path, "securityContext"), map_at(each.data, "securityContext")


def _is_windows(pod: PodView) -> bool:
    return map_at(pod.spec, "os").get("name") == "windows"


def _has_own_users(pod: PodView, version: KubernetesVersion) -> bool:
    """Whether root of the pod is nobody on its node."""
    return version >= _USER_NAMESPACES_SINCE and pod.spec.get("hostUsers") is False


def _host_process(pod: PodView, _: KubernetesVersion) -> Iterator[_Broken]:
    for path, context in _contexts(pod):
        if map_at(context, "windowsOptions").get("hostProcess"):
            yield _Broken(rules.HOST_PROCESS, (*path, "windowsOptions", "hostProcess"), got=True)


def _host_namespaces(pod: PodView, _: KubernetesVersion) -> Iterator[_Broken]:
    for field in ("hostNetwork", "hostPID", "hostIPC"):
        if pod.spec.get(field):
            yield _Broken(rules.HOST_NAMESPACES, (*pod.path, "spec", field), got=True)


def _privileged(pod: PodView, _: KubernetesVersion) -> Iterator[_Broken]:
    for path, context in _container_contexts(pod):
        if context.get("privileged"):
            yield _Broken(rules.PRIVILEGED, (*path, "privileged"), got=True)


def _capabilities(pod: PodView, _: KubernetesVersion) -> Iterator[_Broken]:
    for path, context in _container_contexts(pod) if not _is_windows(pod) else ():
        capabilities = map_at(context, "capabilities")
        added = [each for each in _texts(capabilities, "add") if each != "NET_BIND_SERVICE"]
        if added:
            yield _Broken(rules.CAPABILITIES, (*path, "capabilities", "add"), added)
        if "ALL" not in _texts(capabilities, "drop"):
            yield _Broken(rules.CAPABILITIES, (*path, "capabilities", "drop"), _texts(capabilities, "drop"))


def _host_ports(pod: PodView, _: KubernetesVersion) -> Iterator[_Broken]:
    for container in pod.containers:
        for index, port in enumerate(maps_at(container.data, "ports")):
            if port.get("hostPort"):
                yield _Broken(rules.HOST_PORTS, (*container.path, "ports", index, "hostPort"), port["hostPort"])


def _host_probes(pod: PodView, version: KubernetesVersion) -> Iterator[_Broken]:
    for container in pod.containers if version >= _HOST_PROBES_SINCE else ():
        for path, handler in _handlers(container):
            for way in ("httpGet", "tcpSocket"):
                if host := text_at(map_at(handler, way), "host"):
                    yield _Broken(rules.HOST_PROBES, (*container.path, *path, way, "host"), host)


def _handlers(container: ContainerAt) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    for probe in ("startupProbe", "readinessProbe", "livenessProbe"):
        yield (probe,), map_at(container.data, probe)
    for hook in ("postStart", "preStop"):
        yield ("lifecycle", hook), map_at(container.data, "lifecycle", hook)


def _app_armor(pod: PodView, _: KubernetesVersion) -> Iterator[_Broken]:
    for path, context in _contexts(pod):
        profile = text_at(map_at(context, "appArmorProfile"), "type")
        if "appArmorProfile" in context and profile not in _PROFILES:
            yield _Broken(rules.APP_ARMOR, (*path, "appArmorProfile", "type"), profile)
    for key, value in pod.annotations.items():
        good = str(value) in {"", "runtime/default"} or str(value).startswith("localhost/")
        if key.startswith(_APPARMOR_ANNOTATION) and not good:
            yield _Broken(rules.APP_ARMOR, (*pod.path, "metadata", "annotations", key), value)


def _se_linux(pod: PodView, _: KubernetesVersion) -> Iterator[_Broken]:
    for path, context in _contexts(pod):
        options = map_at(context, "seLinuxOptions")
        if text_at(options, "type") not in _SELINUX_TYPES:
            yield _Broken(rules.SE_LINUX, (*path, "seLinuxOptions", "type"), options["type"])
        for field in ("user", "role"):
            if options.get(field):
                yield _Broken(rules.SE_LINUX, (*path, "seLinuxOptions", field), options[field])


def _proc_mount(pod: PodView, _: KubernetesVersion) -> Iterator[_Broken]:
    for path, context in _container_contexts(pod):
        if context.get("procMount", "Default") != "Default":
            yield _Broken(rules.PROC_MOUNT, (*path, "procMount"), context["procMount"])


def _sysctls(pod: PodView, version: KubernetesVersion) -> Iterator[_Broken]:
    path, context = _pod_context(pod)
    known = _SYSCTLS_1_37 if version >= _MORE_SYSCTLS_SINCE else _SYSCTLS
    for index, each in enumerate(maps_at(context, "sysctls")):
        if text_at(each, "name") not in known:
            yield _Broken(rules.SYSCTLS, (*path, "sysctls", index, "name"), each.get("name"))


def _volumes(pod: PodView, _: KubernetesVersion) -> Iterator[_Broken]:
    for path, volume in pod.volumes:
        sources = sorted(key for key, value in volume.items() if key != "name" and value is not None)
        if sources and _VOLUMES.isdisjoint(sources):  # one without a source is an emptyDir
            yield _Broken(rules.VOLUMES, (*path, sources[0]), ", ".join(sources))


def _escalation(pod: PodView, _: KubernetesVersion) -> Iterator[_Broken]:
    for path, context in _container_contexts(pod) if not _is_windows(pod) else ():
        if context.get("allowPrivilegeEscalation") is not False:
            got = context.get("allowPrivilegeEscalation", MISSING)
            yield _Broken(rules.ESCALATION, (*path, "allowPrivilegeEscalation"), got)


def _non_root(pod: PodView, version: KubernetesVersion) -> Iterator[_Broken]:
    if _has_own_users(pod, version):
        return
    pod_path, pod_context = _pod_context(pod)
    said = pod_context.get("runAsNonRoot")
    if said is False:
        yield _Broken(rules.NON_ROOT, (*pod_path, "runAsNonRoot"), got=False)
    for path, context in _container_contexts(pod):
        own = context.get("runAsNonRoot")
        if own is False or (own is None and said is not True):
            yield _Broken(rules.NON_ROOT, (*path, "runAsNonRoot"), MISSING if own is None else own)


def _user(pod: PodView, version: KubernetesVersion) -> Iterator[_Broken]:
    for path, context in _contexts(pod) if not _has_own_users(pod, version) else ():
        if context.get("runAsUser") == 0:
            yield _Broken(rules.USER, (*path, "runAsUser"), 0)


def _seccomp(pod: PodView, _: KubernetesVersion) -> Iterator[_Broken]:
    if _is_windows(pod):
        return
    pod_path, pod_context = _pod_context(pod)
    said = text_at(map_at(pod_context, "seccompProfile"), "type")
    if "seccompProfile" in pod_context and said not in _PROFILES:
        yield _Broken(rules.SECCOMP, (*pod_path, "seccompProfile", "type"), said)
    for path, context in _container_contexts(pod):
        own = text_at(map_at(context, "seccompProfile"), "type")
        if (own if "seccompProfile" in context else said) not in _PROFILES:
            yield _Broken(rules.SECCOMP, (*path, "seccompProfile", "type"), own or MISSING)


def _texts(data: Mapping[str, Any], field: str) -> list[str]:
    found = data.get(field)
    return [each for each in found if isinstance(each, str)] if isinstance(found, (list, tuple)) else []


_CHECKS: Final[tuple[Callable[[PodView, KubernetesVersion], Iterator[_Broken]], ...]] = (
    _host_process,
    _host_namespaces,
    _privileged,
    _capabilities,
    _host_ports,
    _host_probes,
    _app_armor,
    _se_linux,
    _proc_mount,
    _sysctls,
    _volumes,
    _escalation,
    _non_root,
    _user,
    _seccomp,
)
