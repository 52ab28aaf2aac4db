"""The kinds that Kubernetes itself has, and which fields stand at the top of their objects.

Source: Kubernetes API reference, 1.33 to 1.37; a test compares it with the published schemas.
"""

from collections.abc import Mapping
from typing import Final

_SPEC: Final = frozenset({"spec", "status"})

_WITH_SPEC: Final[Mapping[str, str]] = {
    "": "LimitRange Namespace Node PersistentVolume PersistentVolumeClaim Pod ReplicationController ResourceQuota "
    "Service",
    "admissionregistration.k8s.io": "MutatingAdmissionPolicy MutatingAdmissionPolicyBinding "
    "ValidatingAdmissionPolicy ValidatingAdmissionPolicyBinding",
    "apiextensions.k8s.io": "CustomResourceDefinition",
    "apiregistration.k8s.io": "APIService",
    "apps": "DaemonSet Deployment ReplicaSet StatefulSet",
    "authentication.k8s.io": "TokenRequest TokenReview",
    "authorization.k8s.io": "LocalSubjectAccessReview SelfSubjectAccessReview SelfSubjectRulesReview "
    "SubjectAccessReview",
    "autoscaling": "HorizontalPodAutoscaler Scale",
    "batch": "CronJob Job",
    "certificates.k8s.io": "CertificateSigningRequest ClusterTrustBundle PodCertificateRequest",
    "coordination.k8s.io": "Lease LeaseCandidate",
    "flowcontrol.apiserver.k8s.io": "FlowSchema PriorityLevelConfiguration",
    "internal.apiserver.k8s.io": "StorageVersion",
    "lifecycle.k8s.io": "Eviction EvictionRequest",
    "networking.k8s.io": "IPAddress Ingress IngressClass NetworkPolicy ServiceCIDR",
    "policy": "PodDisruptionBudget",
    "resource.k8s.io": "DeviceClass DeviceTaintRule ResourceClaim ResourceClaimTemplate ResourcePoolStatusRequest "
    "ResourceSlice",
    "scheduling.k8s.io": "CompositePodGroup PodGroup Workload",
    "storage.k8s.io": "CSIDriver CSINode VolumeAttachment",
    "storagemigration.k8s.io": "StorageVersionMigration",
}

_EVENT: Final = "action reason related reportingInstance series type"
_OTHERS: Final[Mapping[tuple[str, str], str]] = {
    ("", "Binding"): "target",
    ("", "ComponentStatus"): "conditions",
    ("", "ConfigMap"): "binaryData data immutable",
    ("", "Endpoints"): "subsets",
    ("", "Event"): f"{_EVENT} count eventTime firstTimestamp involvedObject lastTimestamp message reportingComponent "
    "source",
    ("", "PodTemplate"): "template",
    ("", "Secret"): "data immutable stringData type",
    ("", "ServiceAccount"): "automountServiceAccountToken imagePullSecrets secrets",
    ("admissionregistration.k8s.io", "MutatingWebhookConfiguration"): "webhooks",
    ("admissionregistration.k8s.io", "ValidatingWebhookConfiguration"): "webhooks",
    ("apps", "ControllerRevision"): "data revision",
    ("authentication.k8s.io", "SelfSubjectReview"): "status",
    ("discovery.k8s.io", "EndpointSlice"): "addressType endpoints ports",
    ("events.k8s.io", "Event"): f"{_EVENT} deprecatedCount deprecatedFirstTimestamp deprecatedLastTimestamp "
    "deprecatedSource eventTime note regarding reportingController",
    ("node.k8s.io", "RuntimeClass"): "handler overhead scheduling",
    ("policy", "Eviction"): "deleteOptions",
    ("rbac.authorization.k8s.io", "ClusterRole"): "aggregationRule rules",
    ("rbac.authorization.k8s.io", "ClusterRoleBinding"): "roleRef subjects",
    ("rbac.authorization.k8s.io", "Role"): "rules",
    ("rbac.authorization.k8s.io", "RoleBinding"): "roleRef subjects",
    ("scheduling.k8s.io", "PriorityClass"): "description globalDefault preemptionPolicy value",
    ("storage.k8s.io", "CSIStorageCapacity"): "capacity maximumVolumeSize nodeTopology storageClassName",
    ("storage.k8s.io", "StorageClass"): "allowVolumeExpansion allowedTopologies mountOptions parameters provisioner "
    "reclaimPolicy volumeBindingMode",
    ("storage.k8s.io", "VolumeAttributesClass"): "driverName parameters",
}

_FIELDS: Final[Mapping[tuple[str, str], frozenset[str]]] = {
    **{(group, kind): _SPEC for group, kinds in _WITH_SPEC.items() for kind in kinds.split()},
    **{key: frozenset(fields.split()) for key, fields in _OTHERS.items()},
}
_GROUPS: Final = frozenset(group for group, _ in _FIELDS)


def is_built_in(group: str) -> bool:
    """Whether Kubernetes itself has the API group; all others come with a CustomResourceDefinition or a server."""
    return group in _GROUPS


def fields_of(group: str, kind: str) -> frozenset[str] | None:
    """Return the fields beside `apiVersion`, `kind` and `metadata`; None for a kind that is not Kubernetes' own."""
    return _FIELDS.get((group, kind))


def kinds_of(group: str) -> list[str]:
    """Return the kinds of a group of Kubernetes' own, sorted."""
    return sorted(kind for each, kind in _FIELDS if each == group)
