"""Names that follow the content: what can not be changed in place becomes another object instead.

A Job's template is fixed once the Job is made: applying a new version under the old name fails.
With the hash of what is fixed in its name, a new version is a new Job, and the same one is the same.

Source: Kubernetes API validation of JobSpec updates (what may change is listed below).
"""

from collections.abc import Mapping
from typing import Any, Final

import attrs

from k8spatterns_lib.manifests.objects.content_hash import content_hash

_CAN_CHANGE: Final = frozenset(
    {"activeDeadlineSeconds", "backoffLimit", "parallelism", "suspend", "ttlSecondsAfterFinished"}
)


@attrs.frozen
class ContentName:
    """The name of an object whose `spec` is fixed: a stem, and the hash of the content behind it."""

    stem: str

    def of(self, data: Mapping[str, Any]) -> str:
        """Return the name of the object `data`; what can be changed in place does not count."""
        fixed = {field: value for field, value in data["spec"].items() if field not in _CAN_CHANGE}
        return f"{self.stem}-{content_hash(fixed)}"
