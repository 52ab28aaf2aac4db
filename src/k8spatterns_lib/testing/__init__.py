"""Assertions and snapshots for manifests, of this library's charts and of any other's.

```python
template = Template.from_chart(chart)
template.has_resource("Deployment", "web", {"spec": {"replicas": 2}})
assert template == manifest_snapshot
```

Needs the extra `test` for snapshots and `validate` for `assert_valid`.
"""

from k8spatterns_lib.testing.assertions import assert_no_drift, assert_upgrade_safe, assert_valid
from k8spatterns_lib.testing.capture import Capture
from k8spatterns_lib.testing.masking import mask
from k8spatterns_lib.testing.match import Match
from k8spatterns_lib.testing.template import Template

__all__ = [
    "Capture",
    "Match",
    "Template",
    "assert_no_drift",
    "assert_upgrade_safe",
    "assert_valid",
    "mask",
]
