"""A claim on storage, as Kubernetes writes it.

Source: Kubernetes API reference, PersistentVolumeClaimSpec v1 core.
"""

from typing import Any

from k8spatterns_lib.manifests.version_gates import require
from k8spatterns_lib.values.claim import Claim
from k8spatterns_lib.values.kubernetes_version import KubernetesVersion


def claim_spec(claim: Claim, *, version: KubernetesVersion, where: str) -> dict[str, Any]:
    """Return the `spec` of a PersistentVolumeClaim.

    Raises:
        VersionError: The access mode is newer than the target's version.
    """
    if claim.access == "ReadWriteOncePod":
        require("read-write-once-pod", version, where)
    spec: dict[str, Any] = {"accessModes": [claim.access]}
    if claim.storage_class is not None:
        spec["storageClassName"] = claim.storage_class
    if claim.mode != "Filesystem":
        spec["volumeMode"] = claim.mode
    spec["resources"] = {"requests": {"storage": claim.size.text}}
    return spec


def claim_template(claim: Claim, *, version: KubernetesVersion, where: str) -> dict[str, Any]:
    """Return an entry of a StatefulSet's `volumeClaimTemplates`.

    Its type is written although it can be but one: the API server adds it, and tools that
    compare would see a difference for ever.
    """
    spec = claim_spec(claim, version=version, where=where)
    return {"apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": {"name": claim.name}, "spec": spec}
