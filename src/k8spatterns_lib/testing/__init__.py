"""Assertions and snapshots for manifests, of this library's charts and of any other's.

```python
template = Template.from_chart(chart)
template.has_resource("Deployment", "web", {"spec": {"replicas": 2}})
assert template == manifest_snapshot
```

Needs the extra `test` for snapshots and `validate` for `assert_valid`. A name is loaded when it
is asked for: the pytest plugin, which every project loads, costs nothing.
"""

from typing import TYPE_CHECKING, Final

from k8spatterns_lib.door import loads_on_demand

if TYPE_CHECKING:
    from k8spatterns_lib.testing.assertions import (
        assert_no_drift,
        assert_restricted,
        assert_upgrade_safe,
        assert_valid,
    )
    from k8spatterns_lib.testing.capture import Capture
    from k8spatterns_lib.testing.masking import mask
    from k8spatterns_lib.testing.match import Match
    from k8spatterns_lib.testing.template import Template

__all__ = [
    "Capture",
    "Match",
    "Template",
    "assert_no_drift",
    "assert_restricted",
    "assert_upgrade_safe",
    "assert_valid",
    "mask",
]

_HOMES: Final = {
    "Capture": "testing.capture",
    "Match": "testing.match",
    "Template": "testing.template",
    "assert_no_drift": "testing.assertions",
    "assert_restricted": "testing.assertions",
    "assert_upgrade_safe": "testing.assertions",
    "assert_valid": "testing.assertions",
    "mask": "testing.masking",
}

if not TYPE_CHECKING:
    __getattr__ = loads_on_demand(__name__, _HOMES)
