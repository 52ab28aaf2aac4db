"""The checks of a whole chart as they run at synth: on its own objects and those of other constructs.

Decided here: when the checks run, and which constructs a finding names.
Decided elsewhere: the checks themselves (`checks`).
"""

import inspect
from collections.abc import Callable, Mapping, Sequence
from types import FrameType
from typing import TYPE_CHECKING, Any

import cdk8s
import constructs
import jsii

from k8spatterns_lib.errors import ManifestError
from k8spatterns_lib.manifests.checks.chart_checks import chart_findings
from k8spatterns_lib.manifests.checks.object_checks import identity_of
from k8spatterns_lib.manifests.foreign_objects import foreign_objects

if TYPE_CHECKING:
    from k8spatterns_lib.manifests.chart_manifest import ChartManifest


def chart_errors(
    objects: Sequence[Mapping[str, Any]], manifest: "ChartManifest", theirs: Callable[[], list[cdk8s.ApiObject]]
) -> list[ManifestError]:
    """Return what is wrong with a chart as a whole.

    Args:
        objects: All objects of the chart, as they are written.
        manifest: What the chart holds of the library's own.
        theirs: Gives the objects of other constructs; asked only if something is wrong.
    """
    as_made = {id(each.data) for each in manifest.objects if each.is_as_made}
    found = chart_findings(objects, strangers=[each for each in objects if id(each) not in as_made])
    if not found:
        return []
    owners: dict[tuple[str, str, str | None, str], list[str]] = {}
    for each in manifest.objects:
        owners.setdefault(identity_of(each.current()), []).append(each.where)
    for other in theirs():
        owners.setdefault(identity_of(other.to_json()), []).append(_path(other))
    return [each.as_error(" and ".join(owners.get(identity_of(each.data), [manifest.path]))) for each in found]


def _path(theirs: cdk8s.ApiObject) -> str:
    return "/".join(filter(None, (getattr(theirs.node.root, "path_in_tree", ""), theirs.node.path)))


@jsii.implements(constructs.IValidation)
class ManifestValidation:
    """The checks as cdk8s runs them: in a plain `cdk8s.App`, where they come out as `RuntimeError`.

    cdk8s validates the whole app once when it synthesizes and once more for each chart; a chart
    that was found right in the same call is not looked at again.
    """

    def __init__(self, chart: cdk8s.Chart, manifest: "ChartManifest") -> None:
        self._chart = chart
        self._manifest = manifest
        self._right_in: FrameType | None = None

    def validate(self) -> list[str]:
        """Return the findings as lines."""
        call = _call_into_jsii()
        if call is not None and call is self._right_in:
            return []
        theirs = foreign_objects(self._chart, self._manifest)
        objects = [each.current() for each in self._manifest.objects] + [each.to_json() for each in theirs]
        errors = chart_errors(objects, self._manifest, lambda: theirs)
        self._right_in = None if errors else call
        return [str(each) for each in errors]


def _call_into_jsii() -> FrameType | None:
    """Return the program's own call that this callback is part of, such as `app.synth()`."""
    frame, outermost = inspect.currentframe(), None
    while frame is not None:
        if frame.f_globals.get("__name__", "").startswith("jsii."):
            outermost = frame
        frame = frame.f_back
    return outermost
