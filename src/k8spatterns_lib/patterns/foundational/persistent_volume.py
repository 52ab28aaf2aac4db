"""`PersistentVolume`: storage that somebody made by hand, for claims to be bound to.

Problem: not all storage is made on demand: an NFS server is there, a disk is in one machine.
Solution: a volume that says where it is; a claim finds it by name, by label or by class.

A cluster has no namespace for it, and keeps it, with its data, when the claim goes ("Retain").

Source: Kubernetes docs, "Persistent Volumes" (static provisioning), "Volumes" (nfs, local).
"""

from collections.abc import Iterable, Mapping
from typing import Any

from constructs import Construct

from k8spatterns_lib.errors import SettingError
from k8spatterns_lib.manifests.pattern import MAIN, Pattern
from k8spatterns_lib.values.claim import AccessMode, Claim, Mode
from k8spatterns_lib.values.names import absolute_path, dns_label
from k8spatterns_lib.values.quantity import Memory
from k8spatterns_lib.values.reference import (
    ClaimRef,
    HasClaim,
    HasNamespace,
    NamespaceRef,
    PersistentVolumeRef,
    claim_name,
    namespace_name,
)
from k8spatterns_lib.values.scheduling import to_labels
from k8spatterns_lib.values.setting_checks import parts

_HOSTNAME = "kubernetes.io/hostname"


class PersistentVolume(Pattern):
    """A volume on an NFS server, or a directory or disk of one node.

    Args:
        scope: A chart, or a construct in one.
        id: The construct id.
        name: Default: the id.
        size: Such as "10Gi". Nothing holds an NFS server to it.
        nfs_server: A host name or an address; give this and `nfs_path`, or `local_path` and `nodes`.
        nfs_path: The directory that the server exports.
        local_path: An absolute path of the nodes.
        nodes: The nodes by their label `kubernetes.io/hostname`, which have it.
        access: Who may mount it at once. Default: "ReadWriteMany" for NFS, else "ReadWriteOnce".
        storage_class: What claims have to name. Default: "", those that want no class.
        mode: "Filesystem", or "Block" for a local disk. Default: the former.
        labels: By which claims can find it. Default: none.
        claim: The claim that it is for, and no other. Default: any that fits.
        claim_namespace: The claim's. Default: the chart's.

    Raises:
        SettingError: It is nowhere, or in two places, or a setting is wrong.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        name: str | None = None,
        size: str | Memory,
        nfs_server: str | None = None,
        nfs_path: str | None = None,
        local_path: str | None = None,
        nodes: Iterable[str] = (),
        access: AccessMode | None = None,
        storage_class: str = "",
        mode: Mode = "Filesystem",
        labels: Mapping[str, str] | None = None,
        claim: str | ClaimRef | HasClaim | None = None,
        claim_namespace: str | NamespaceRef | HasNamespace | None = None,
    ) -> None:
        super().__init__(scope, id, name=name)
        if (nfs_server is None) == (local_path is None):
            got = {"nfs_server": nfs_server, "local_path": local_path}
            raise SettingError(self.where, "exactly one of nfs_server and local_path", got=got, fix="Give one of them.")
        if nfs_server is None:
            source = self._local(local_path, parts(nodes, str, self.where, "nodes"), nfs_path)
        else:
            source = self._nfs(nfs_server, nfs_path, nodes, mode)
        modes = access or ("ReadWriteOnce" if nfs_server is None else "ReadWriteMany")
        # The rules for size, access, class and mode are those of claims.
        asked = Claim(size=Memory.parse(size, where=self.where), access=modes, storage_class=storage_class, mode=mode)
        spec: dict[str, Any] = {
            "capacity": {"storage": asked.size.text},
            "accessModes": [asked.access],
            "persistentVolumeReclaimPolicy": "Retain",
        }
        if storage_class:
            spec["storageClassName"] = storage_class
        if mode != "Filesystem":
            spec["volumeMode"] = mode
        if claim is not None:
            spec["claimRef"] = self._claim(claim, claim_namespace)
        metadata = {"labels": dict(to_labels(labels))} if labels else {}
        self.add_object(
            MAIN, {"apiVersion": "v1", "kind": "PersistentVolume", "metadata": metadata, "spec": spec | source}
        )

    @property
    def persistent_volume_ref(self) -> PersistentVolumeRef:
        """The reference that claims keep."""
        return PersistentVolumeRef(self.name)

    def _nfs(self, server: str, path: str | None, nodes: Iterable[str], mode: str) -> dict[str, Any]:
        if not isinstance(server, str) or not server or any(each in server for each in "/ "):
            fix = "Give a host name or an address alone."
            raise SettingError(self.where, "nfs_server must be a host", got=server, fix=fix)
        if nodes or mode == "Block":
            fix = "Leave out nodes and mode: a server's directory is a file system for every node."
            raise SettingError(self.where, "nodes and Block go with local_path", got=server, fix=fix)
        return {"nfs": {"server": server, "path": absolute_path(path or "", self.where, "nfs_path")}}

    def _local(self, path: str | None, nodes: tuple[str, ...], nfs_path: str | None) -> dict[str, Any]:
        if nfs_path is not None:
            raise SettingError(self.where, "nfs_path goes with nfs_server", got=nfs_path, fix="Leave it out.")
        if not nodes:
            fix = 'Give nodes=["node-1"]: pods that claim it run there.'
            raise SettingError(self.where, "local_path needs the nodes that have it", got=nodes, fix=fix)
        term = {"matchExpressions": [{"key": _HOSTNAME, "operator": "In", "values": list(nodes)}]}
        return {
            "local": {"path": absolute_path(path or "", self.where, "local_path")},
            "nodeAffinity": {"required": {"nodeSelectorTerms": [term]}},
        }

    def _claim(
        self, claim: str | ClaimRef | HasClaim, given: str | NamespaceRef | HasNamespace | None
    ) -> dict[str, Any]:
        name = dns_label(claim_name(claim, self.where), self.where, "claim")
        namespace = self.manifest.namespace if given is None else namespace_name(given, self.where)
        if namespace is None:
            raise SettingError(self.where, "claim needs its namespace", got=name, fix="Give claim_namespace=….")
        return {"apiVersion": "v1", "kind": "PersistentVolumeClaim", "name": name, "namespace": namespace}
