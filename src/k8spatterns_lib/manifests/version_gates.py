"""What the library can write, and the first Kubernetes version whose clusters understand it by default.

A field that an older API server does not know is dropped without a word, or refused;
so a feature counts from the version in which its gate is on by default, not from its
first alpha.

Decided here: the first version. Decided elsewhere: where a feature is used (the renderers and patterns).
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import attrs

from k8spatterns_lib.errors import VersionError
from k8spatterns_lib.values.kubernetes_version import KubernetesVersion

_GATES = "Kubernetes docs, feature gate"


@attrs.frozen(kw_only=True)
class Feature:
    """Something of Kubernetes that only newer clusters have.

    Attributes:
        what: The feature with its article, as the start of a sentence.
        since: First minor version with it on by default; None: behind a gate that is off in all of them.
        source: Where `since` was read.
        instead: What older targets can do.
    """

    what: str
    since: int | None
    source: str
    instead: str


FEATURES: Final[Mapping[str, Feature]] = MappingProxyType(
    {
        "native-sidecar": Feature(
            what="an init container that keeps running (restart policy Always)",
            since=29,
            source=f"{_GATES} SidecarContainers: beta and on since 1.29, stable in 1.33",
            instead="Run it as an ordinary container.",
        ),
        "container-restart-policy": Feature(
            what="a restart policy on an ordinary container",
            since=35,
            source=f"{_GATES} ContainerRestartRules: alpha in 1.34, beta and on since 1.35",
            instead="Set the pod's restart policy, or make it an init container with Always.",
        ),
        "image-volume": Feature(
            what="an image volume",
            since=35,
            source="Kubernetes docs, 'Use an Image Volume With a Pod': beta in 1.33 (off), on since 1.35; "
            "the gate's own page says 1.33, the release notes of 1.33 do not",
            instead="Copy the files to an empty_dir volume in an init container.",
        ),
        "user-namespace": Feature(
            what="a user namespace of its own (host_users=False)",
            since=33,
            source=f"{_GATES} UserNamespacesSupport: beta since 1.30, on since 1.33, stable in 1.36",
            instead="Leave host_users unset.",
        ),
        "stop-signal": Feature(
            what="a stop signal",
            since=None,
            source=f"{_GATES} ContainerStopSignals, KEP-4960: alpha since 1.33, still so in 1.36",
            instead="Use STOPSIGNAL in the image, or a pre_stop hook that sends the signal.",
        ),
        "traffic-prefer-close": Feature(
            what="traffic distribution PreferClose",
            since=31,
            source=f"{_GATES} ServiceTrafficDistribution: on since 1.31, stable in 1.33",
            instead="Leave traffic_distribution away.",
        ),
        "traffic-prefer-same": Feature(
            what="traffic distribution PreferSameZone or PreferSameNode",
            since=34,
            source=f"{_GATES} PreferSameTrafficDistribution: beta and on since 1.34, stable in 1.35",
            instead="Use PreferClose, which means the same as PreferSameZone.",
        ),
        "stateful-set-max-unavailable": Feature(
            what="max_unavailable of a StatefulSet",
            since=37,
            source=f"{_GATES} MaxUnavailableStatefulSet: on in 1.35.0 to 1.35.3, "
            "off again from 1.35.4 through 1.36, on since 1.37",
            instead="Leave it away: one pod is replaced at a time.",
        ),
        "job-success-policy": Feature(
            what="a success policy of a Job",
            since=31,
            source=f"{_GATES} JobSuccessPolicy: on since 1.31, stable in 1.33",
            instead="Leave success away.",
        ),
        "job-backoff-limit-per-index": Feature(
            what="a backoff limit per index",
            since=29,
            source=f"{_GATES} JobBackoffLimitPerIndex: on since 1.29, stable in 1.33",
            instead="Use backoff_limit.",
        ),
        "unhealthy-pod-eviction-policy": Feature(
            what="an eviction policy for unhealthy pods",
            since=27,
            source=f"{_GATES} PDBUnhealthyPodEvictionPolicy: on since 1.27, stable in 1.31",
            instead="Leave it away.",
        ),
        "read-write-once-pod": Feature(
            what="the access mode ReadWriteOncePod",
            since=27,
            source=f"{_GATES} ReadWriteOncePod: on since 1.27, stable in 1.29",
            instead="Use ReadWriteOnce.",
        ),
    }
)


def has(feature: str, version: KubernetesVersion) -> bool:
    """Tell whether clusters of `version` understand `feature` (a key of `FEATURES`) by default."""
    since = FEATURES[feature].since
    return since is not None and version.minor >= since


def require(feature: str, version: KubernetesVersion, where: str) -> None:
    """Refuse `feature` (a key of `FEATURES`) for a target that is too old for it.

    Raises:
        VersionError: Clusters of `version` do not have the feature by default.
    """
    if has(feature, version):
        return
    found = FEATURES[feature]
    if found.since is None:
        what = f"{found.what} is behind a feature gate that is off in every supported Kubernetes version"
    else:
        what = f"{found.what} needs Kubernetes 1.{found.since} or newer"
    raise VersionError(where, what, got=str(version), fix=found.instead)
