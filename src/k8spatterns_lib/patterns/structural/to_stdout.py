"""`ToStdout`: records as JSON lines on the sidecar's own standard output.

There `kubectl logs` and the log agent of the node read them.

Source: Fluent Bit 4.2 manual, "Standard output"; Kubernetes docs, "Logging Architecture"
(streaming sidecar container).
"""

from collections.abc import Mapping
from typing import Any

import attrs

from k8spatterns_lib.patterns.structural.fluent_bit import DATE
from k8spatterns_lib.values.environment import EnvValue
from k8spatterns_lib.values.setting import refuses_unknown_settings


@refuses_unknown_settings
@attrs.frozen
class ToStdout:
    """The sidecar's standard output, a JSON object a line."""

    def output(self, *, variables: str) -> Mapping[str, Any]:  # noqa: ARG002  # pyright: ignore[reportUnusedParameter] - the protocol's
        """Return the output as fluent-bit writes it."""
        return {"name": "stdout", "match": "*", "format": "json_lines", **DATE}

    def env(self, *, variables: str) -> Mapping[str, EnvValue]:  # noqa: ARG002  # pyright: ignore[reportUnusedParameter] - the protocol's
        """Return no variables: it needs none."""
        return {}
