"""`PodMonitor`: tells the Prometheus Operator to scrape the pods of a pattern.

The default way, annotations of the pod (`prometheus.io/scrape`), is a convention that a
Prometheus without the operator can be set up for; its operator does not read them.

Source: Prometheus Operator, API reference of `monitoring.coreos.com/v1` (PodMonitor); Prometheus
documentation, `kubernetes_sd_config` (pods: native sidecars are found, too).
"""

from collections.abc import Mapping
from typing import Any

import attrs

from k8spatterns_lib.errors import SettingError
from k8spatterns_lib.manifests.objects.labels import selector
from k8spatterns_lib.values.scheduling import Labels, to_labels
from k8spatterns_lib.values.setting import refuses_unknown_settings


@refuses_unknown_settings
@attrs.frozen(kw_only=True)
class PodMonitor:
    """A PodMonitor instead of annotations; the target needs the operator's definitions.

    Args:
        labels: Labels of the object, by which a Prometheus chooses its monitors. Default: none.
        period_seconds: From one scrape to the next. Default: 30.
        timeout_seconds: Until a scrape has failed. Default: 10.

    Raises:
        SettingError: A label or a time is wrong.
    """

    labels: Labels = attrs.field(default=(), converter=to_labels)
    period_seconds: int = 30
    timeout_seconds: int = 10

    def __attrs_post_init__(self) -> None:
        for name, seconds in (("period_seconds", self.period_seconds), ("timeout_seconds", self.timeout_seconds)):
            if type(seconds) is not int or seconds < 1:
                raise SettingError(
                    "PodMonitor", f"{name} must be a whole number from 1", got=seconds, fix="Give seconds."
                )
        if self.timeout_seconds > self.period_seconds:
            fix = "Answer within the period: lower the timeout or raise the period."
            raise SettingError(
                "PodMonitor", "timeout_seconds must not exceed period_seconds", got=self.timeout_seconds, fix=fix
            )

    def object(self, pattern: str, *, port: str, path: str) -> Mapping[str, Any]:
        """Return the object that has the pods of `pattern` scraped.

        Args:
            pattern: The pattern's name, and the object's.
            port: The port with the metrics, by name.
            path: Where they are.
        """
        metadata: dict[str, Any] = {"name": pattern}
        if self.labels:
            metadata["labels"] = dict(self.labels)
        endpoint = {
            "port": port,
            "path": path,
            "interval": f"{self.period_seconds}s",
            "scrapeTimeout": f"{self.timeout_seconds}s",
        }
        return {
            "apiVersion": "monitoring.coreos.com/v1",
            "kind": "PodMonitor",
            "metadata": metadata,
            "spec": {"selector": {"matchLabels": selector(pattern)}, "podMetricsEndpoints": [endpoint]},
        }
