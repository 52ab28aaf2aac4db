"""Automated placement: where pods may run, and how they spread.

Source: Kubernetes Patterns, 2nd ed., ch. 6 "Automated Placement"; Kubernetes docs, "Assigning
Pods to Nodes", "Taints and Tolerations", "Pod Topology Spread Constraints".
"""

from collections.abc import Iterable, Mapping
from typing import Final, Literal, get_args

import attrs

from k8spatterns_lib.errors import SettingError
from k8spatterns_lib.values.names import dns_subdomain, label_key, label_value
from k8spatterns_lib.values.setting import refuses_unknown_settings
from k8spatterns_lib.values.setting_checks import one_of, pairs, parts, switches

Operator = Literal["In", "NotIn", "Exists", "DoesNotExist", "Gt", "Lt"]
Effect = Literal["NoSchedule", "PreferNoSchedule", "NoExecute"]
Unsatisfiable = Literal["ScheduleAnyway", "DoNotSchedule"]
Labels = tuple[tuple[str, str], ...]
HOSTNAME: Final = "kubernetes.io/hostname"
ZONE: Final = "topology.kubernetes.io/zone"
_OPERATORS: Final = get_args(Operator)
_EFFECTS: Final = (None, *get_args(Effect))
_UNSATISFIABLE: Final = get_args(Unsatisfiable)
_HIGHEST_WEIGHT: Final = 100


def to_labels(labels: Mapping[str, str] | Labels) -> Labels:
    """Return labels as pairs in the order given.

    Raises:
        SettingError: A key or a value can not be a label's.
    """
    listed = pairs(labels, "labels", "labels")
    for key, value in listed:
        label_key(key, "labels")
        label_value(value, f"labels {key!r}")
    return listed


def _check_weight(weight: int | None, where: str) -> None:
    if weight is not None and (type(weight) is not int or not 1 <= weight <= _HIGHEST_WEIGHT):
        fix = "Leave it out for what must be."
        raise SettingError(where, "weight must be a whole number from 1 to 100", got=weight, fix=fix)


@refuses_unknown_settings
@attrs.frozen(kw_only=True)
class Toleration:
    """A taint that the pod puts up with.

    Args:
        key: The taint's key. Default: every taint.
        value: The taint's value. Default: any.
        effect: Default: every effect.
        seconds: How long, for `NoExecute`. Default: for ever.
    """

    key: str | None = None
    value: str | None = None
    effect: Effect | None = None
    seconds: int | None = None

    def __attrs_post_init__(self) -> None:
        if self.seconds is not None and self.effect != "NoExecute":
            raise SettingError(
                "Toleration", "seconds go with NoExecute", got=self.effect, fix='Set effect="NoExecute".'
            )
        if self.value is not None and self.key is None:
            raise SettingError("Toleration", "a value needs a key", got=self.value, fix="Name the taint's key.")
        one_of(_EFFECTS, self.effect, "Toleration", "effect")
        if self.key is not None:
            label_key(self.key, "Toleration", "key")
        if self.value is not None:
            label_value(self.value, f"Toleration {self.key!r}", "value")
        if self.seconds is not None and type(self.seconds) is not int:
            # Zero and less are the API's words for "at once".
            raise SettingError("Toleration", "seconds must be a whole number", got=self.seconds, fix="Give seconds.")


def _to_values(values: Iterable[str]) -> tuple[str, ...]:
    return parts(values, str, "NodeTerm", "values")


@refuses_unknown_settings
@attrs.frozen(kw_only=True)
class NodeTerm:
    """A demand on a node's labels.

    Args:
        key: The label.
        operator: Default: "In".
        values: The values that it is compared with.
        weight: 1 to 100 makes it a wish, the highest sum wins. Default: None, a must.
    """

    key: str
    operator: Operator = "In"
    values: tuple[str, ...] = attrs.field(default=(), converter=_to_values)
    weight: int | None = None

    def __attrs_post_init__(self) -> None:
        label_key(self.key, "NodeTerm")
        where = f"NodeTerm {self.key!r}"
        one_of(_OPERATORS, self.operator, where, "operator")
        if (self.operator in {"Exists", "DoesNotExist"}) == bool(self.values):
            fix = "In, NotIn, Gt and Lt take values; Exists and DoesNotExist take none."
            raise SettingError(where, "operator and values do not fit", got=self.values, fix=fix)
        for value in self.values:
            label_value(value, where, "value")
        if self.operator in {"Gt", "Lt"} and not (len(self.values) == 1 and _is_whole(self.values[0])):
            fix = f'Write operator="{self.operator}", values=["8"].'
            raise SettingError(where, f"{self.operator} compares with one whole number", got=self.values, fix=fix)
        _check_weight(self.weight, where)


def _is_whole(text: str) -> bool:
    return text.isascii() and text.removeprefix("-").isdigit()


@refuses_unknown_settings
@attrs.frozen(kw_only=True)
class PodTerm:
    """A demand on the pods that run nearby.

    Args:
        labels: The labels of those pods.
        topology: The node label that says what is near. Default: the node itself.
        apart: Keep away from them; False moves close. Default: True.
        weight: 1 to 100 makes it a wish. Default: None, a must.
    """

    labels: Labels = attrs.field(converter=to_labels)
    topology: str = HOSTNAME
    apart: bool = True
    weight: int | None = None

    def __attrs_post_init__(self) -> None:
        label_key(self.topology, "PodTerm", "topology")
        switches(self, ("apart",), "PodTerm")
        _check_weight(self.weight, "PodTerm")


@refuses_unknown_settings
@attrs.frozen(kw_only=True)
class Spread:
    """How evenly the pods of one workload spread over zones, nodes or other places.

    Args:
        topology: The node label that names the place. Default: the zone.
        max_skew: By how many pods two places may differ. Default: 1.
        when_unsatisfiable: "ScheduleAnyway" or "DoNotSchedule". Default: the former.
    """

    topology: str = ZONE
    max_skew: int = 1
    when_unsatisfiable: Unsatisfiable = "ScheduleAnyway"

    def __attrs_post_init__(self) -> None:
        label_key(self.topology, "Spread", "topology")
        one_of(_UNSATISFIABLE, self.when_unsatisfiable, "Spread", "when_unsatisfiable")
        if type(self.max_skew) is not int or self.max_skew < 1:
            raise SettingError("Spread", "max_skew must be a whole number from 1", got=self.max_skew, fix="Use 1.")


def _to_tolerations(items: Iterable[Toleration]) -> tuple[Toleration, ...]:
    return parts(items, Toleration, "Scheduling", "tolerations")


def _to_node_terms(items: Iterable[NodeTerm]) -> tuple[NodeTerm, ...]:
    return parts(items, NodeTerm, "Scheduling", "node_affinity")


def _to_pod_terms(items: Iterable[PodTerm]) -> tuple[PodTerm, ...]:
    return parts(items, PodTerm, "Scheduling", "pod_affinity")


def _to_spread(items: Iterable[Spread]) -> tuple[Spread, ...]:
    listed = parts(items, Spread, "Scheduling", "spread")
    asked = [(each.topology, each.when_unsatisfiable) for each in listed]
    if len(set(asked)) != len(asked):
        # The API server refuses them, even if they agree.
        got = [each.topology for each in listed]
        raise SettingError("Scheduling", "two spreads must not share a topology", got=got, fix="Leave one of them out.")
    return listed


@refuses_unknown_settings
@attrs.frozen(kw_only=True, cache_hash=True)
class Scheduling:
    """Where pods may run.

    Args:
        node_selector: Labels that a node must have.
        tolerations: Taints that the pods put up with.
        node_affinity: Demands on nodes, musts and wishes.
        pod_affinity: Demands on pods nearby, musts and wishes.
        spread: How evenly the pods spread. Default: what the pattern says.
        node_name: One node by name, past the scheduler.
    """

    node_selector: Labels = attrs.field(default=(), converter=to_labels)
    tolerations: tuple[Toleration, ...] = attrs.field(default=(), converter=_to_tolerations)
    node_affinity: tuple[NodeTerm, ...] = attrs.field(default=(), converter=_to_node_terms)
    pod_affinity: tuple[PodTerm, ...] = attrs.field(default=(), converter=_to_pod_terms)
    spread: tuple[Spread, ...] = attrs.field(default=(), converter=_to_spread)
    node_name: str | None = None

    def __attrs_post_init__(self) -> None:
        if self.node_name is not None:
            dns_subdomain(self.node_name, "Scheduling", "node_name")
