"""References to pods: by the name of what runs them, or by any labels.

Source: Kubernetes docs, "Recommended Labels", "Labels and Selectors".
"""

from collections.abc import Mapping
from typing import Final, Protocol, Self, runtime_checkable

import attrs

from k8spatterns_lib.errors import SettingError
from k8spatterns_lib.values.names import dns_label, label_value
from k8spatterns_lib.values.scheduling import Labels, to_labels
from k8spatterns_lib.values.setting import refuses_unknown_settings

NAME: Final = "app.kubernetes.io/name"
"""The label by which a pattern's workload finds its pods."""


@refuses_unknown_settings
@attrs.frozen(cache_hash=True)
class PodsRef:
    """Pods that have all of some labels.

    Args:
        labels: At least one.
        namespace: None where it is the namespace of whoever refers to them.

    Raises:
        SettingError: There is no label, or one is wrong.
    """

    labels: Labels = attrs.field(converter=to_labels)
    namespace: str | None = None

    def __attrs_post_init__(self) -> None:
        if not self.labels:
            fix = 'Write {"app": "web"}, or the name of a pattern.'
            raise SettingError("PodsRef", "pods are found by labels", got=dict(self.labels), fix=fix)
        if self.namespace is not None:
            dns_label(self.namespace, "PodsRef", "namespace")

    @classmethod
    def named(cls, name: str, namespace: str | None = None) -> Self:
        """Return the pods of a pattern, or of whatever else writes the recommended name label."""
        return cls({NAME: label_value(name, "PodsRef", "name")}, namespace)


@runtime_checkable
class HasPods(Protocol):
    """Something that runs pods."""

    @property
    def pods_ref(self) -> PodsRef:
        """The reference that values keep."""
        ...


AnyPods = str | Mapping[str, str] | PodsRef | HasPods
"""Pods by a pattern's name, by labels, by reference, or as a construct."""


def pods_reference(pods: AnyPods, where: str) -> PodsRef:
    """Return the pods that are meant.

    Raises:
        SettingError: It stands for none.
    """
    if isinstance(pods, str):
        return PodsRef.named(pods)
    if isinstance(pods, Mapping):
        return PodsRef(pods)
    found = pods if isinstance(pods, PodsRef) else getattr(pods, "pods_ref", None)
    if isinstance(found, PodsRef):
        return found
    fix = "Give a pattern's name, labels, a PodsRef or a construct that runs pods."
    raise SettingError(where, "this stands for no pods", got=pods, fix=fix)
