"""`PersistentVolumeClaim`: storage of its own life, which pods share or hand on.

Problem: data must outlive the pods that use it, and sometimes several of them use it at once.
Solution: a claim that is no part of a workload: pods name it and mount it, and it stays when the
workload goes. A StatefulSet's pods get a claim each by `Claim` instead.

Source: Kubernetes Patterns, 2nd ed., ch. 2 "Predictable Demands" (runtime dependencies);
Kubernetes docs, "Persistent Volumes".
"""

from collections.abc import Mapping

from constructs import Construct

from k8spatterns_lib.errors import SettingError
from k8spatterns_lib.manifests.pattern import MAIN, Pattern
from k8spatterns_lib.manifests.pods.claim_spec import claim_spec
from k8spatterns_lib.values.claim import AccessMode, Claim, Mode
from k8spatterns_lib.values.names import dns_subdomain
from k8spatterns_lib.values.quantity import Memory
from k8spatterns_lib.values.reference import (
    ClaimRef,
    HasPersistentVolume,
    PersistentVolumeRef,
    persistent_volume_name,
)
from k8spatterns_lib.values.scheduling import to_labels


class PersistentVolumeClaim(Pattern):
    """A claim on storage that stands on its own; mount it with `Volume.claim(claim)`.

    Args:
        scope: A chart, or a construct in one.
        id: The construct id.
        name: Default: the id.
        size: Such as "10Gi"; it can grow later where the storage class lets it, never shrink.
        access: Who may mount it at once. Default: "ReadWriteOnce" (the pods of one node);
            "ReadWriteMany" for replicas on several nodes, which not every storage can do.
        storage_class: Default: the cluster's default; "" for volumes that are there already.
        mode: "Filesystem" or "Block". Default: the former.
        volume: A PersistentVolume by name or as a construct, where it must be that one. Default:
            any that fits.
        volume_labels: Labels that the volume must have. Default: none.

    Raises:
        SettingError: A setting is wrong, or the class would make a new volume where one is named.
        VersionError: The access mode is newer than the target's version.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        name: str | None = None,
        size: str | Memory,
        access: AccessMode = "ReadWriteOnce",
        storage_class: str | None = None,
        mode: Mode = "Filesystem",
        volume: str | PersistentVolumeRef | HasPersistentVolume | None = None,
        volume_labels: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(scope, id, name=name)
        size = Memory.parse(size, where=self.where)
        claim = Claim(name=self.name, size=size, access=access, storage_class=storage_class, mode=mode)
        spec = claim_spec(claim, version=self.kubernetes, where=self.where)
        if volume is not None:
            spec["volumeName"] = dns_subdomain(persistent_volume_name(volume, self.where), self.where, "volume")
        if volume_labels:
            spec["selector"] = {"matchLabels": dict(to_labels(volume_labels))}
        if storage_class is None and (volume is not None or volume_labels):
            fix = 'Give storage_class="", or the class that the volume names.'
            raise SettingError(self.where, "a volume that is there already needs its storage_class", fix=fix)
        self.add_object(MAIN, {"apiVersion": "v1", "kind": "PersistentVolumeClaim", "spec": spec})

    @property
    def claim_ref(self) -> ClaimRef:
        """The reference that volumes keep."""
        return ClaimRef(self.name)
