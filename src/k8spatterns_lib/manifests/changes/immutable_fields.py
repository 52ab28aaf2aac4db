"""Fields that the API server does not let change: the object has to be made anew.

Each row was read in the named place of the Kubernetes sources or documentation; the
functions are those of `pkg/apis/*/validation` that run on an update.

Decided here: which change needs a re-create. Decided elsewhere: what else a change does
(`object_changes`).
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

import attrs

from k8spatterns_lib.manifests.changes.field_changes import FieldChange, Path
from k8spatterns_lib.values.quantity import Memory

Data = Mapping[str, Any]
When = Callable[[Data, Data], bool]


@attrs.frozen(kw_only=True)
class ImmutableField:
    """Fields of a kind that can not change in place.

    Args:
        kinds: The kinds.
        path: The fields are at this path or below it.
        source: Where the rule stands.
        but: Paths below `path` that may change.
        when: The old and new object that it holds for. Default: all.
    """

    kinds: tuple[str, ...]
    path: Path
    source: str
    but: tuple[Path, ...] = ()
    when: When = attrs.field(default=lambda _old, _new: True)

    def forbids(self, change: FieldChange, old: Data, new: Data) -> bool:
        """Tell whether a change of `old` to `new` is one that the API server refuses."""
        at = change.path
        below = at[: len(self.path)] == self.path or self.path[: len(at)] == at
        excepted = any(at[: len(each)] == each for each in self.but)
        return below and not excepted and self.when(old, new)


def _always(_old: Data, _new: Data) -> bool:
    return True


def _immutable(old: Data, _new: Data) -> bool:
    return old.get("immutable") is True


def _no_indexed_job(old: Data, new: Data) -> bool:
    return any(each["spec"].get("completionMode") != "Indexed" for each in (old, new))


def _has_class(old: Data, _new: Data) -> bool:
    return "loadBalancerClass" in old["spec"]


def _other_address(old: Data, new: Data) -> bool:
    """An address that the cluster chose is kept where the new object names none; "None" is not one."""
    if "ExternalName" in {old["spec"].get("type"), new["spec"].get("type")}:
        return False
    return "clusterIP" in new["spec"] or old["spec"].get("clusterIP") == "None"


def _shrinks(old: Data, new: Data) -> bool:
    before, after = (each["spec"].get("resources", {}).get("requests", {}).get("storage") for each in (old, new))
    return before is not None and after is not None and Memory.parse(after) < Memory.parse(before)


_MUTABLE_OF_VOLUMES: Final = (
    "capacity",
    "accessModes",
    "claimRef",
    "persistentVolumeReclaimPolicy",
    "storageClassName",
    "mountOptions",
    "volumeAttributesClassName",
)

_JOB: Final = "batch/validation ValidateJobSpecUpdate"
_STORAGE_CLASS: Final = "storage/validation ValidateStorageClassUpdate"


def _rules(kinds: str, paths: str, source: str, when: "When | None" = None) -> tuple[ImmutableField, ...]:
    """Return a rule for each path; kinds and paths are written with spaces between them."""
    chosen = _always if when is None else when
    return tuple(
        ImmutableField(kinds=tuple(kinds.split()), path=tuple(path.split(".")), source=source, when=chosen)
        for path in paths.split()
    )


IMMUTABLE_FIELDS: Final = (
    *_rules("Deployment", "spec.selector", "apps/validation ValidateDeploymentUpdate"),
    *_rules("ReplicaSet", "spec.selector", "apps/validation ValidateReplicaSetUpdate"),
    *_rules("DaemonSet", "spec.selector", "apps/validation ValidateDaemonSetSpecUpdate"),
    *_rules(
        "StatefulSet",
        "spec.selector spec.volumeClaimTemplates spec.serviceName spec.podManagementPolicy",
        "apps/validation ValidateStatefulSetUpdate",
    ),
    *_rules(
        "Job",
        "spec.template spec.selector spec.completionMode spec.podFailurePolicy spec.backoffLimitPerIndex "
        "spec.managedBy spec.successPolicy",
        _JOB,
    ),
    *_rules("Job", "spec.completions", f"{_JOB}: mutable for Indexed ones alone", _no_indexed_job),
    ImmutableField(
        kinds=("Pod",),
        path=("spec",),
        but=(("spec", "activeDeadlineSeconds"), ("spec", "tolerations"), ("spec", "schedulingGates")),
        source="core/validation ValidatePodUpdate: images, the deadline and further tolerations may change",
    ),
    *_rules("Service", "spec.clusterIP", "core/validation validateUpgradeDowngradeClusterIPs", _other_address),
    *_rules("Service", "spec.loadBalancerClass", "core/validation validateLoadBalancerClassField", _has_class),
    ImmutableField(
        kinds=("PersistentVolumeClaim",),
        path=("spec",),
        but=(("spec", "resources"), ("spec", "volumeAttributesClassName")),
        source="core/validation ValidatePersistentVolumeClaimUpdate: the requests of bound claims may grow",
    ),
    *_rules(
        "PersistentVolumeClaim",
        "spec.resources.requests.storage",
        "core/validation ValidatePersistentVolumeClaimUpdate: not less than the capacity",
        _shrinks,
    ),
    ImmutableField(
        kinds=("PersistentVolume",),
        path=("spec",),
        but=tuple(("spec", each) for each in _MUTABLE_OF_VOLUMES),
        source="core/validation ValidatePersistentVolumeUpdate: the source of the volume",
    ),
    *_rules("ConfigMap", "data binaryData immutable", "core/validation ValidateConfigMapUpdate", _immutable),
    *_rules("Secret", "data immutable", "core/validation ValidateSecretUpdate", _immutable),
    *_rules("Secret", "type", "core/validation ValidateSecretUpdate"),
    *_rules("RoleBinding", "roleRef", "rbac/validation ValidateRoleBindingUpdate"),
    *_rules("ClusterRoleBinding", "roleRef", "rbac/validation ValidateClusterRoleBindingUpdate"),
    *_rules("StorageClass", "provisioner parameters reclaimPolicy volumeBindingMode", _STORAGE_CLASS),
    *_rules("PriorityClass", "value preemptionPolicy", "scheduling/validation ValidatePriorityClassUpdate"),
    *_rules("RuntimeClass", "handler", "node/validation ValidateRuntimeClassUpdate"),
    *_rules("IngressClass", "spec.controller", "networking/validation ValidateIngressClassUpdate"),
    *_rules("EndpointSlice", "addressType", "discovery/validation ValidateEndpointSliceUpdate"),
    *_rules("ResourceQuota", "spec.scopes", "core/validation ValidateResourceQuotaUpdate"),
    *_rules("ResourceClaim ResourceClaimTemplate", "spec", "resource/validation, both updates"),
    *_rules("VolumeAttributesClass", "driverName parameters", "storage/validation of its update"),
    *_rules(
        "CustomResourceDefinition",
        "spec.scope spec.group",
        "apiextensions-apiserver validation of its update, once it is established",
    ),
)


def immutable_field(change: FieldChange, old: Data, new: Data) -> ImmutableField | None:
    """Return the rule that a change breaks, or None if it can be made in place."""
    kind = old["kind"]
    for each in IMMUTABLE_FIELDS:
        if kind in each.kinds and each.forbids(change, old, new):
            return None if kind == "Pod" and _is_image(change.path) else each
    return None


def _is_image(path: Path) -> bool:
    return path[1:2] in {("containers",), ("initContainers",)} and path[-1:] == ("image",)
