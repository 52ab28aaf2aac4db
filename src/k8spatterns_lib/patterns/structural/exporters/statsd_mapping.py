"""`StatsdMapping`: which figures of StatsD become which metric, with which labels.

Source: statsd_exporter, README ("Metric Mapping and Configuration").
"""

import re
from collections.abc import Mapping
from typing import Any, Final, Literal

import attrs

from k8spatterns_lib.errors import SettingError
from k8spatterns_lib.patterns.structural.exporters.metric_names import highest_reference, metric_labels, metric_name
from k8spatterns_lib.values.setting import refuses_unknown_settings
from k8spatterns_lib.values.setting_checks import one_of

_GLOB: Final = re.compile(r"(?:\*|[a-zA-Z0-9_:-]+)(?:\.(?:\*|[a-zA-Z0-9_:-]+))*")


def _to_labels(labels: Mapping[str, str] | tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    return metric_labels(labels, "StatsdMapping")


@refuses_unknown_settings
@attrs.frozen
class StatsdMapping:
    """A rule: names that match become a metric.

    Args:
        match: Parts between dots, "*" for any: "shop.*.orders".
        name: The metric's name; `$1` is what the first "*" stands for.
        labels: Labels, in which `$1` can stand, too.
        timer: What times become. Default: "summary".

    Raises:
        SettingError: A name is wrong, or `$2` stands for a "*" that is not there.
    """

    match: str
    name: str = attrs.field(kw_only=True)
    labels: tuple[tuple[str, str], ...] = attrs.field(default=(), converter=_to_labels, kw_only=True)
    timer: Literal["summary", "histogram"] = attrs.field(default="summary", kw_only=True)

    def __attrs_post_init__(self) -> None:
        where = f"StatsdMapping {self.match!r}"
        if not isinstance(self.match, str) or not _GLOB.fullmatch(self.match):
            fix = 'Write "shop.*.orders": "*" stands for a whole part between dots.'
            raise SettingError(where, "match must be a name with wildcards", got=self.match, fix=fix)
        metric_name(self.name, where)
        highest = highest_reference(self.name, *(value for _, value in self.labels))
        if highest > (wildcards := self.match.count("*")):
            raise SettingError(
                where, f"${highest} needs {highest} wildcards", got=wildcards, fix="Use a number that is there."
            )
        one_of(("summary", "histogram"), self.timer, where, "timer")

    def as_data(self) -> dict[str, Any]:
        """Return the rule as statsd_exporter writes it."""
        labels = {"labels": dict(self.labels)} if self.labels else {}
        timer = {} if self.timer == "summary" else {"observer_type": self.timer}
        return {"match": self.match, "name": self.name, **timer, **labels}
