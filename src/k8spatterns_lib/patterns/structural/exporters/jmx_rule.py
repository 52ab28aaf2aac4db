"""`JmxRule`: which attributes of a Java program's beans become which metric.

Source: jmx_exporter, "Rules" (configuration reference).
"""

from collections.abc import Mapping
from typing import Any, Literal

import attrs

from k8spatterns_lib.errors import SettingError
from k8spatterns_lib.patterns.structural.exporters.metric_names import metric_labels, metric_name
from k8spatterns_lib.values.setting import refuses_unknown_settings
from k8spatterns_lib.values.setting_checks import one_of

Kind = Literal["GAUGE", "COUNTER", "UNTYPED"]


def _to_labels(labels: Mapping[str, str] | tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    return metric_labels(labels, "JmxRule")


@refuses_unknown_settings
@attrs.frozen
class JmxRule:
    r"""A rule: attributes that match become a metric; the first rule that fits counts.

    Args:
        pattern: A regular expression of Java, for
            `domain<property=value, …><key, …>attribute: value`, such as
            `java.lang<type=Memory><HeapMemoryUsage>(\w+)`. Java alone can check it.
        name: The metric's name; `$1` is the first group. Default: one made of the bean's.
        labels: Labels, in which `$1` can stand, too; they need `name`.
        kind: Default: "UNTYPED".

    Raises:
        SettingError: A name is wrong, or labels have no metric.
    """

    pattern: str
    name: str | None = attrs.field(default=None, kw_only=True)
    labels: tuple[tuple[str, str], ...] = attrs.field(default=(), converter=_to_labels, kw_only=True)
    kind: Kind = attrs.field(default="UNTYPED", kw_only=True)

    def __attrs_post_init__(self) -> None:
        where = f"JmxRule {self.pattern!r}"
        if not isinstance(self.pattern, str) or not self.pattern:
            fix = 'Write "java.lang<type=Threading><>ThreadCount".'
            raise SettingError(where, "pattern must be an expression", got=self.pattern, fix=fix)
        if self.name is not None:
            metric_name(self.name, where)
        elif self.labels:
            raise SettingError(where, "labels need a name", got=dict(self.labels), fix="Give name=…")
        one_of(("GAUGE", "COUNTER", "UNTYPED"), self.kind, where, "kind")

    def as_data(self) -> dict[str, Any]:
        """Return the rule as jmx_exporter writes it."""
        name = {} if self.name is None else {"name": self.name}
        labels = {"labels": dict(self.labels)} if self.labels else {}
        return {"pattern": self.pattern, **name, "type": self.kind, **labels}
