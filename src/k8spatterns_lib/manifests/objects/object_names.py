"""How long a name may be, by kind, and which characters it may have; custom resources have DNS subdomains.

Source: Kubernetes docs, "Object Names and IDs"; CronJob: "CronJob limitations" (52, since
the controller appends 11 characters); StatefulSet: the label `controller-revision-hash`
is the name and 11 characters more, and a label value has at most 63.
"""

from typing import Final

from k8spatterns_lib.errors import SettingError
from k8spatterns_lib.values.names import dns_label, dns_subdomain

_LONGEST: Final = {"CronJob": 52, "StatefulSet": 52}
_LABELS: Final = frozenset(
    {"Service", "Namespace", "Pod", "Deployment", "StatefulSet", "DaemonSet", "Job", "CronJob", "NetworkPolicy"}
)
_FREE: Final = frozenset({"ClusterRole", "ClusterRoleBinding", "ClusterTrustBundle", "Role", "RoleBinding"})


def check_object_name(kind: str, name: str, *, where: str) -> None:
    """Refuse a name that the API server would refuse, or that its controller could not use.

    Raises:
        SettingError: The name is too long for its kind, or has characters that it must not have.
    """
    what = f"the name of a {kind}"
    if kind in _FREE:
        if not name or "/" in name or "%" in name or name in {".", ".."}:
            raise SettingError(where, f"{what} must be a path segment", got=name, fix="Use a name without '/' and '%'.")
    elif kind in _LABELS:
        longest = _LONGEST.get(kind, 63)
        if len(name) > longest:
            fix = f"Shorten it by {len(name) - longest}, or give a shorter id."
            raise SettingError(where, f"{what} has at most {longest} characters", got=name, fix=fix)
        dns_label(name, where, what)
    else:
        dns_subdomain(name, where, what)
