"""How long a name may be, by kind, and which characters it may have.

Source: Kubernetes docs, "Object Names and IDs"; CronJob: "CronJob limitations" (52, since
the controller appends 11 characters); StatefulSet: the label `controller-revision-hash`
is the name and 11 characters more, and a label value has at most 63.
"""

from typing import Final

from k8spatterns_lib.errors import SettingError
from k8spatterns_lib.values.names import dns_label, dns_subdomain

_LONGEST: Final = {"CronJob": 52, "StatefulSet": 52}
_SUBDOMAINS: Final = frozenset(
    {"ConfigMap", "Secret", "CustomResourceDefinition", "StorageClass", "Ingress", "PersistentVolume", "ServiceAccount"}
)
_FREE: Final = frozenset({"ClusterRole", "ClusterRoleBinding", "Role", "RoleBinding"})


def check_object_name(kind: str, name: str, *, where: str) -> None:
    """Refuse a name that the API server would refuse, or that its controller could not use.

    Raises:
        SettingError: The name is too long for its kind, or has characters that it must not have.
    """
    if kind in _FREE:
        if not name or "/" in name or "%" in name or name in {".", ".."}:
            fix = "Use a name without '/' and '%'."
            raise SettingError(where, f"the name of a {kind} must be a path segment", got=name, fix=fix)
        return
    if kind in _SUBDOMAINS:
        dns_subdomain(name, where, f"the name of a {kind}")
        return
    longest = _LONGEST.get(kind, 63)
    if len(name) > longest:
        fix = f"Shorten it by {len(name) - longest}, or give a shorter id."
        raise SettingError(where, f"the name of a {kind} has at most {longest} characters", got=name, fix=fix)
    if kind in _CHECKED_AS_LABEL:
        dns_label(name, where, f"the name of a {kind}")


_CHECKED_AS_LABEL: Final = frozenset(
    {"Service", "Namespace", "Pod", "Deployment", "StatefulSet", "DaemonSet", "Job", "CronJob", "NetworkPolicy"}
)
