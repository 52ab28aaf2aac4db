"""What label selectors demand: whom they match, and when one takes in all that another does.

Source: Kubernetes docs, "Labels and Selectors"; API reference, LabelSelector v1 meta.
"""

from collections.abc import Iterable, Mapping
from typing import Any

import attrs

from k8spatterns_lib.manifests.objects.plain_data import map_at, maps_at, text_at


@attrs.frozen(order=True)
class Requirement:
    """One demand on a label; `operator` is In, NotIn, Exists or DoesNotExist."""

    key: str
    operator: str
    values: tuple[str, ...] = ()

    def __str__(self) -> str:
        if self.operator == "In" and len(self.values) == 1:
            return f"{self.key}={self.values[0]}"
        if self.operator in {"Exists", "DoesNotExist"}:
            return self.key if self.operator == "Exists" else f"!{self.key}"
        return f"{self.key} {'in' if self.operator == 'In' else 'not in'} ({', '.join(self.values)})"


Requirements = frozenset[Requirement]


def requirements_of(selector: Mapping[str, Any]) -> Requirements:
    """Return the demands of a selector; an empty one matches everything."""
    labels = [Requirement(str(key), "In", (str(value),)) for key, value in map_at(selector, "matchLabels").items()]
    expressions = [
        Requirement(text_at(each, "key"), text_at(each, "operator"), _values(each))
        for each in maps_at(selector, "matchExpressions")
    ]
    return frozenset(labels + expressions)


def _values(expression: Mapping[str, Any]) -> tuple[str, ...]:
    values = expression.get("values")
    return tuple(sorted(map(str, values))) if isinstance(values, (list, tuple)) else ()


def matches(requirements: Iterable[Requirement], labels: Mapping[str, Any]) -> bool:
    """Tell whether something with these labels meets all demands."""
    return all(_meets(each, labels) for each in requirements)


def takes_in(wide: Requirements, narrow: Requirements) -> bool:
    """Tell whether whatever meets `narrow` surely meets `wide`; False where it can not be told."""
    return all(any(_implies(each, demand) for each in narrow) for demand in wide)


def _meets(requirement: Requirement, labels: Mapping[str, Any]) -> bool:
    value = labels.get(requirement.key)
    if requirement.operator == "In":
        return value in requirement.values
    if requirement.operator == "NotIn":
        return value not in requirement.values
    return (value is not None) == (requirement.operator == "Exists")


def _implies(one: Requirement, other: Requirement) -> bool:
    if one.key != other.key:
        return False
    mine, theirs = set(one.values), set(other.values)
    if other.operator == "In":
        return one.operator == "In" and mine <= theirs
    if other.operator == "Exists":
        return one.operator in {"In", "Exists"}
    if other.operator == "NotIn":
        apart = one.operator == "In" and not mine & theirs
        return apart or (one.operator == "NotIn" and theirs <= mine) or one.operator == "DoesNotExist"
    return one.operator == "DoesNotExist"
