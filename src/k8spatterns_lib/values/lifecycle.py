"""Managed lifecycle: what runs right after a container starts and right before it stops.

Source: Kubernetes Patterns, 2nd ed., ch. 5 "Managed Lifecycle"; Kubernetes API reference, Lifecycle.
"""

from typing import Literal, Self

import attrs

from k8spatterns_lib.errors import SettingError
from k8spatterns_lib.values.setting import refuses_unknown_settings


@attrs.frozen(kw_only=True)
class Hook:
    """One step; made by `sleep`, `exec` or `http`."""

    kind: Literal["sleep", "exec", "http"]
    seconds: int = 0
    command: tuple[str, ...] = ()
    path: str | None = None
    port: str | int | None = None

    @classmethod
    def sleep(cls, seconds: int) -> Self:
        """Return a pause, so that traffic drains before the container is told to stop."""
        if type(seconds) is not int or seconds < 1:
            raise SettingError("Hook.sleep", "seconds must be a whole number from 1", got=seconds, fix="Give seconds.")
        return cls(kind="sleep", seconds=seconds)

    @classmethod
    def exec(cls, *command: str) -> Self:
        """Return a command that runs in the container."""
        if not command or not all(isinstance(each, str) for each in command):
            raise SettingError(
                "Hook.exec", "a command is needed", got=command, fix='Write Hook.exec("nginx", "-s", "quit").'
            )
        return cls(kind="exec", command=command)

    @classmethod
    def http(cls, path: str, *, port: str | int) -> Self:
        """Return an HTTP GET to the container."""
        if not isinstance(path, str) or not path.startswith("/"):
            raise SettingError("Hook.http", "path must start with '/'", got=path, fix='Write "/drain".')
        return cls(kind="http", path=path, port=port)


@refuses_unknown_settings
@attrs.frozen(kw_only=True)
class Lifecycle:
    """The hooks of a container.

    Args:
        pre_stop: Before it is told to stop; counts against the grace period. Default: none.
        post_start: After it started; it is not ready before. Default: none.
        stop_signal: The signal that ends it, such as "SIGQUIT". Default: the image's.
    """

    pre_stop: Hook | None = None
    post_start: Hook | None = None
    stop_signal: str | None = None

    def __attrs_post_init__(self) -> None:
        for name, hook in (("pre_stop", self.pre_stop), ("post_start", self.post_start)):
            if hook is not None and not isinstance(hook, Hook):
                raise SettingError(
                    "Lifecycle", f"{name} must be a Hook", got=hook, fix="Use Hook.sleep, Hook.exec or Hook.http."
                )
        if self.stop_signal is not None and not str(self.stop_signal).startswith("SIG"):
            raise SettingError(
                "Lifecycle", "stop_signal must name a signal", got=self.stop_signal, fix='Write "SIGQUIT".'
            )
