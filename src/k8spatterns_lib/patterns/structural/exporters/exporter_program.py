"""`ExporterProgram`: what the exporters have in common, and the settings that change it."""

import re
from collections.abc import Mapping, Sequence
from typing import Final, Self, TypedDict

import attrs

from k8spatterns_lib.errors import SettingError
from k8spatterns_lib.patterns.structural.pod_monitor import PodMonitor
from k8spatterns_lib.values.container import Container
from k8spatterns_lib.values.environment import EnvValue, SecretKey
from k8spatterns_lib.values.image import Image
from k8spatterns_lib.values.port import Port
from k8spatterns_lib.values.probe import Probe
from k8spatterns_lib.values.resources import Resources
from k8spatterns_lib.values.security import Security

PORT: Final = "metrics"
FILES: Final = "/etc/exporter"
_HIGHEST_PORT: Final = 65535
_USER: Final = re.compile(r"[A-Za-z0-9_.@-]+")


class ExporterSettings(TypedDict, total=False):
    """What every exporter takes.

    Keys:
        name: The container's name. Default: such as "redis-exporter".
        image: Default: the project's own, at a version that was tried.
        metrics_port: Where it offers metrics. Default: the one that it is known for.
        resources: What it is guaranteed.
        monitor: A `PodMonitor` instead of annotations. Default: none.
    """

    name: str
    image: str | Image
    metrics_port: int
    resources: Resources
    monitor: PodMonitor | None


@attrs.frozen(kw_only=True)
class Exporter:
    """An exporter's container, with a port named "metrics", and its files, which belong in `FILES`."""

    container: Container
    files: Mapping[str, str] = attrs.field(factory=dict)


@attrs.frozen(kw_only=True)
class ExporterProgram:
    """An exporter's image, and how it is reached.

    Args:
        name: The container's name.
        image: With the version that was tried.
        metrics_port: Where it offers metrics.
        health: The path that answers whether or not the server does.
        resources: What it is guaranteed.
        security: The image's user, where another one could not run it.
        writable: Where it writes.
    """

    name: str
    image: str | Image
    metrics_port: int
    health: str = "/"
    resources: Resources = Resources(cpu="10m", memory="64Mi")
    security: Security | None = None
    writable: tuple[str, ...] = ()

    def with_settings(self, settings: ExporterSettings, *, where: str) -> Self:
        """Return the program as the user wants it.

        Raises:
            SettingError: A setting is not known or wrong.
        """
        for name, value in settings.items():
            if name not in ExporterSettings.__annotations__:
                fix = f"Settings of every exporter: {', '.join(ExporterSettings.__annotations__)}."
                raise SettingError(where, f"there is no setting {name!r}", got=value, fix=fix)
        return attrs.evolve(
            self,
            name=settings.get("name", self.name),
            image=settings.get("image", self.image),
            metrics_port=settings.get("metrics_port", self.metrics_port),
            resources=settings.get("resources", self.resources),
        )

    def container(self, *, args: Sequence[str] = (), env: Mapping[str, EnvValue] | None = None) -> Container:
        """Return the native sidecar."""
        return Container(
            self.name,
            image=self.image,
            args=args,
            ports={PORT: Port(name=PORT, number=self.metrics_port)},
            env=env or {},
            writable=self.writable,
            startup=Probe.http(self.health, port=PORT, period_seconds=1, failure_threshold=60),
            liveness=Probe.http(self.health, port=PORT, timeout_seconds=5, failure_threshold=6),
            resources=self.resources,
            security=self.security,
            restart_policy="Always",
        )


def need_port(port: object, where: str) -> int:
    """Return the port of the server.

    Raises:
        SettingError: It is none.
    """
    if type(port) is not int or not 1 <= port <= _HIGHEST_PORT:
        raise SettingError(where, "port must be 1 to 65535", got=port, fix="Give the port that the server listens on.")
    return port


def need_user(user: object, where: str) -> str:
    """Return the user's name.

    Raises:
        SettingError: It is none.
    """
    if not isinstance(user, str) or not _USER.fullmatch(user):
        raise SettingError(where, "user must be a plain name", got=user, fix="Use letters, digits and _.@-.")
    return user


def need_password(password: object, where: str) -> SecretKey:
    """Return the place of the password.

    Raises:
        SettingError: It stands in plain text; the message does not repeat it.
    """
    if not isinstance(password, SecretKey):
        raise SettingError(where, "the password must be a SecretKey", fix='Write SecretKey("auth", "password").')
    return password
