"""What a destination of logs, such as `ToHttp`, tells the fluent-bit that ships to it."""

from collections.abc import Mapping
from typing import Any, Protocol, runtime_checkable

from k8spatterns_lib.values.environment import EnvValue


@runtime_checkable
class LogDestination(Protocol):
    """Where records go."""

    def output(self, *, variables: str) -> Mapping[str, Any]:
        """Return the output as fluent-bit writes it.

        Args:
            variables: How the names of its own environment variables begin.
        """
        ...

    def env(self, *, variables: str) -> Mapping[str, EnvValue]:
        """Return the variables that the output refers to."""
        ...
