"""Checks that need a whole chart: they run at synth, and each finding names both ends.

Decided here: when the checks run and how their findings are told.
Decided elsewhere: the checks themselves (`service_checks`, `config_checks`, `autoscaler_checks`).
"""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Final

import constructs
import jsii

from k8spatterns_lib.errors import ManifestError
from k8spatterns_lib.manifests.autoscaler_checks import autoscalers_find_their_workload
from k8spatterns_lib.manifests.config_checks import keys_exist
from k8spatterns_lib.manifests.service_checks import ingresses_find_their_service, services_find_their_pods

if TYPE_CHECKING:
    from k8spatterns_lib.manifests.chart_manifest import ChartManifest

Check = Callable[["ChartManifest"], Iterator[ManifestError]]

CHECKS: Final[tuple[Check, ...]] = (
    services_find_their_pods,
    ingresses_find_their_service,
    keys_exist,
    autoscalers_find_their_workload,
)


def findings(manifest: "ChartManifest") -> list[ManifestError]:
    """Return what is wrong with the chart as a whole, in the order of the checks."""
    return [finding for check in CHECKS for finding in check(manifest)]


@jsii.implements(constructs.IValidation)
class ManifestValidation:
    """The checks as cdk8s runs them: in a plain `cdk8s.App`, where they come out as `RuntimeError`."""

    def __init__(self, manifest: "ChartManifest") -> None:
        self._manifest = manifest

    def validate(self) -> list[str]:
        """Return the findings as lines."""
        return [str(each) for each in findings(self._manifest)]
