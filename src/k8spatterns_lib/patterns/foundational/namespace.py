"""`Namespace` with the pod-security level that its pods are held to.

Source: Kubernetes docs, "Pod Security Admission", "Enforce Pod Security Standards with
Namespace Labels".
"""

from collections.abc import Mapping
from typing import Final, Literal, get_args

from constructs import Construct

from k8spatterns_lib.errors import SettingError
from k8spatterns_lib.manifests.pattern import MAIN, Pattern
from k8spatterns_lib.values.reference import NamespaceRef

PodSecurity = Literal["restricted", "baseline", "privileged"]
_LEVELS: Final = get_args(PodSecurity)


class Namespace(Pattern):
    """A namespace.

    Args:
        scope: A chart, or a construct in one.
        id: The construct id.
        name: Default: the id.
        pod_security: The level that is enforced, warned of and audited. Default: "restricted".
        reason: Why the level is lower than restricted; demanded then.
        labels: Further labels.

    Raises:
        SettingError: The level is unknown, or lower and without a reason.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        name: str | None = None,
        pod_security: PodSecurity = "restricted",
        reason: str | None = None,
        labels: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(scope, id, name=name)
        if pod_security not in _LEVELS:
            raise SettingError(
                self.where, "pod_security is unknown", got=pod_security, fix=f"Use {', '.join(_LEVELS)}."
            )
        if pod_security != "restricted" and not (reason or "").strip():
            fix = 'Add reason="…": it is written into the manifest.'
            raise SettingError(self.where, "less than restricted needs a reason", got=pod_security, fix=fix)
        levels = {f"pod-security.kubernetes.io/{mode}": str(pod_security) for mode in ("enforce", "warn", "audit")}
        metadata: dict[str, object] = {"labels": {**levels, **(labels or {})}}
        if reason:
            metadata["annotations"] = {"k8spatterns.io/security-exception": reason}
        self.add_object(MAIN, {"apiVersion": "v1", "kind": "Namespace", "metadata": metadata})

    @property
    def namespace_ref(self) -> NamespaceRef:
        """The reference that values keep."""
        return NamespaceRef(self.name)
