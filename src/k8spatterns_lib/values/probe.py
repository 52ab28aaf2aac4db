"""Health probes: how the cluster sees that a container has started, is ready, and lives.

Source: Kubernetes Patterns, 2nd ed., ch. 4 "Health Probe"; Kubernetes API reference, Probe.
"""

from typing import Literal, Self, TypedDict, Unpack

import attrs

from k8spatterns_lib.errors import SettingError
from k8spatterns_lib.values.shared import Shared

Kind = Literal["http", "https", "tcp", "grpc", "exec"]
_HIGHEST_PORT = 65535


class Timing(TypedDict, total=False):
    """When a probe runs, and when its answer counts.

    Keys:
        initial_delay_seconds: Wait before the first. Default: 0.
        period_seconds: From one to the next. Default: 10.
        timeout_seconds: Until no answer is a failure. Default: 1.
        success_threshold: Successes in a row that count; 1 but for readiness. Default: 1.
        failure_threshold: Failures in a row that count. Default: 3.
        termination_grace_seconds: For a container that the probe ends. Default: the pod's.
    """

    initial_delay_seconds: int
    period_seconds: int
    timeout_seconds: int
    success_threshold: int
    failure_threshold: int
    termination_grace_seconds: int | None


@attrs.frozen(kw_only=True, cache_hash=True)
class Probe(metaclass=Shared):
    """A question to a container; made by `http`, `https`, `tcp`, `grpc` or `exec`."""

    kind: Kind
    path: str | None = None
    port: str | int | None = None
    service: str | None = None
    command: tuple[str, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    initial_delay_seconds: int = 0
    period_seconds: int = 10
    timeout_seconds: int = 1
    success_threshold: int = 1
    failure_threshold: int = 3
    termination_grace_seconds: int | None = None

    def __attrs_post_init__(self) -> None:
        port = self.port
        if type(port) is int and not 1 <= port <= _HIGHEST_PORT:
            raise SettingError(
                "Probe", "port must be 1 to 65535, or a port's name", got=port, fix="Give a container port."
            )
        if self.path is not None and not (isinstance(self.path, str) and self.path.startswith("/")):
            raise SettingError("Probe", "path must start with '/'", got=self.path, fix='Write "/healthz".')
        times = (self.initial_delay_seconds + 1, self.period_seconds, self.timeout_seconds)
        for value in (*times, self.success_threshold, self.failure_threshold):
            if type(value) is not int or value < 1:
                self._refuse_times()
        if self.timeout_seconds > self.period_seconds:
            fix = "Answer within the period: lower the timeout or raise the period."
            raise SettingError(
                "Probe", "timeout_seconds must not exceed period_seconds", got=self.timeout_seconds, fix=fix
            )

    def _refuse_times(self) -> None:
        for name in Timing.__annotations__:
            value = getattr(self, name)
            minimum = 0 if name == "initial_delay_seconds" else 1
            if value is not None and (type(value) is not int or value < minimum):
                raise SettingError(
                    "Probe", f"{name} must be a whole number from {minimum}", got=value, fix="Give seconds."
                )

    @classmethod
    def http(
        cls, path: str, *, port: str | int, headers: tuple[tuple[str, str], ...] = (), **timing: Unpack[Timing]
    ) -> Self:
        """Return a probe that is passed by an HTTP status of 200 to 399."""
        return cls._made("http", timing, path=path, port=port, headers=headers)

    @classmethod
    def https(
        cls, path: str, *, port: str | int, headers: tuple[tuple[str, str], ...] = (), **timing: Unpack[Timing]
    ) -> Self:
        """Return a probe like `http` over TLS; the certificate is not checked."""
        return cls._made("https", timing, path=path, port=port, headers=headers)

    @classmethod
    def tcp(cls, port: str | int, **timing: Unpack[Timing]) -> Self:
        """Return a probe that is passed when the port accepts a connection."""
        return cls._made("tcp", timing, port=port)

    @classmethod
    def grpc(cls, port: int, *, service: str | None = None, **timing: Unpack[Timing]) -> Self:
        """Return a probe by the gRPC health protocol; the port is a number here, as in the API."""
        return cls._made("grpc", timing, port=port, service=service)

    @classmethod
    def exec(cls, *command: str, **timing: Unpack[Timing]) -> Self:
        """Return a probe that is passed when the command exits with 0."""
        if not command or not all(isinstance(each, str) for each in command):
            raise SettingError(
                "Probe", "exec needs a command", got=command, fix='Write Probe.exec("test", "-f", "/ready").'
            )
        return cls._made("exec", timing, command=command)

    @classmethod
    def _made(cls, kind: Kind, timing: Timing, **fields: object) -> Self:
        for name in timing:
            if name not in Timing.__annotations__:
                fix = f"Settings of every probe: {', '.join(Timing.__annotations__)}."
                raise SettingError(f"Probe.{kind}", f"there is no setting {name!r}", fix=fix)
        if fields.get("headers") == ():
            del fields["headers"]  # plain arguments alone share a probe
        return cls(kind=kind, **fields, **timing)  # type: ignore[arg-type] # the classmethods above are typed

    @property
    def seconds_to_fail(self) -> int:
        """How long it takes until a container that stopped answering counts as failed."""
        return self.period_seconds * self.failure_threshold
