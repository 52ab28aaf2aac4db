"""Which labels a selector takes.

Source: Kubernetes docs, "Labels and Selectors"; API reference, LabelSelector v1 meta.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Self

from k8spatterns_lib.manifests.objects.plain_data import map_at, maps_at, text_at


class LabelSelector:
    """Labels with their values, and expressions; an empty one takes everything."""

    __slots__ = ("expressions", "labels")

    def __init__(self, labels: Mapping[str, Any], expressions: Sequence[Mapping[str, Any]] = ()) -> None:
        self.labels = labels
        self.expressions = expressions

    @classmethod
    def of(cls, selector: Mapping[str, Any]) -> Self:
        """Return a selector as workloads, budgets and policies write it: `matchLabels`, `matchExpressions`."""
        return cls(map_at(selector, "matchLabels"), maps_at(selector, "matchExpressions"))

    def __bool__(self) -> bool:
        return bool(self.labels or self.expressions)

    @property
    def keys(self) -> frozenset[str]:
        """The labels that it asks for."""
        return frozenset(self.labels) | {text_at(each, "key") for each in self.expressions}

    def takes(self, labels: Mapping[str, Any]) -> bool:
        """Whether it selects what has `labels`."""
        return self.labels.items() <= labels.items() and all(_holds(each, labels) for each in self.expressions)


def _holds(expression: Mapping[str, Any], labels: Mapping[str, Any]) -> bool:
    key, operator = text_at(expression, "key"), text_at(expression, "operator")
    values = expression.get("values")
    values = values if isinstance(values, (list, tuple)) else ()
    match operator:
        case "In":
            return labels.get(key) in values
        case "NotIn":
            return labels.get(key) not in values
        case "Exists":
            return key in labels
        case "DoesNotExist":
            return key not in labels
        case _:
            return True  # no operator of Kubernetes: the schema says so
