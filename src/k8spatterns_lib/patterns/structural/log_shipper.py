"""`LogShipper`: a sidecar that brings the log files of an application to where logs are kept.

Problem: an application writes files, which end with its pod; it should not know of log stores.
Solution: fluent-bit in the same pod follows the files in a volume that both share, and sends
each line with its time and its pod's name. The application stays as it is when the store changes.

Positions and what is not delivered are kept in a volume: an empty one of the pod's by default,
so that a restart of the sidecar loses nothing; as the files end with the pod, so does it. On a
StatefulSet, a claim keeps both. A line is delivered at least once.

Decided here: what a shipped record holds.
Decided elsewhere: how files are followed and buffered (`fluent_bit`), destinations (`to_s3`,
`to_http`, `to_stdout`).

Source: Kubernetes Patterns, 2nd ed., ch. 16 "Sidecar"; Fluent Bit 4.2 manual.
"""

from collections.abc import Iterable
from typing import Any, Final

import attrs

from k8spatterns_lib.errors import SettingError
from k8spatterns_lib.patterns.pod_part import PodPart
from k8spatterns_lib.patterns.structural.fluent_bit import BUFFER, IMAGE, FluentBit, to_buffer
from k8spatterns_lib.patterns.structural.log_destination import LogDestination
from k8spatterns_lib.values.container import Container
from k8spatterns_lib.values.environment import EnvValue, PodField
from k8spatterns_lib.values.image import Image, to_image
from k8spatterns_lib.values.port import Port
from k8spatterns_lib.values.quantity import Memory
from k8spatterns_lib.values.resources import Resources
from k8spatterns_lib.values.setting import refuses_unknown_settings
from k8spatterns_lib.values.setting_checks import listed, switches
from k8spatterns_lib.values.volume import Volume, VolumeFile

_POD: Final = {"name": "record_modifier", "match": "*", "record": "pod ${POD_NAME}"}


def _to_destinations(to: LogDestination | Iterable[LogDestination]) -> tuple[LogDestination, ...]:
    return (to,) if isinstance(to, LogDestination) else listed(to, "LogShipper", "to", "ToStdout()")


@refuses_unknown_settings
@attrs.frozen(kw_only=True)
class LogShipper:
    """A sidecar that ships the lines of log files as records: `time`, `message`, `file` and `pod`.

    Args:
        source: The file, or all that fit a pattern: `volume.file("*.log")`.
        to: `ToS3`, `ToHttp` or `ToStdout`, or several of them.
        json: Each line is a JSON object whose fields become the record's. Default: False.
        buffer: How much may be read and not delivered; then reading waits, and the files keep
            the rest. Default: 16 MiB.
        state: Where positions and what waits are kept. Default: an empty volume of the pod's.
        name: The container's name. Default: "log-shipper".
        port: Of fluent-bit's own HTTP server (health and metrics). Default: 2020.
        image: The fluent-bit to run. Default: the official image.
        resources: What it is guaranteed. Default: 20m CPU and 128Mi memory.

    Raises:
        SettingError: A setting is wrong, or two destinations want different keys.
    """

    source: VolumeFile
    to: tuple[LogDestination, ...] = attrs.field(converter=_to_destinations)
    json: bool = False
    buffer: Memory = attrs.field(default=BUFFER, converter=to_buffer)
    state: Volume | None = None
    name: str = "log-shipper"
    port: int = 2020
    image: Image = attrs.field(default=IMAGE, converter=to_image)
    resources: Resources = Resources(cpu="20m", memory="128Mi")

    def __attrs_post_init__(self) -> None:
        where = f"LogShipper {self.name!r}"
        for each in self.to:
            if not isinstance(each, LogDestination) or isinstance(each, type):
                got = each.__name__ if isinstance(each, type) else each
                fix = "Give ToS3(...), ToHttp(...) or ToStdout()."
                raise SettingError(where, "logs go to a destination", got=got, fix=fix)
        if not self.to:
            raise SettingError(where, "at least one destination is needed", got=(), fix="Give to=ToStdout().")
        switches(self, ("json",), where)
        self._fluent_bit()

    def part(self, pattern: str, main: Container) -> PodPart:  # noqa: ARG002  # pyright: ignore[reportUnusedParameter] - the protocol's
        """Return the sidecar and its configuration."""
        return self._fluent_bit().part(pattern)

    def _fluent_bit(self) -> FluentBit:
        env: dict[str, EnvValue] = {"POD_NAME": PodField("metadata.name")}
        outputs: list[Any] = []
        for number, each in enumerate(self.to, start=1):
            variables = f"DESTINATION_{number}"
            outputs.append(each.output(variables=variables))
            for name, value in each.env(variables=variables).items():
                if env.setdefault(name, value) != value:
                    fix = "Ship to one of them in a LogShipper of its own, with another name and port."
                    raise SettingError(f"LogShipper {self.name!r}", f"{name} can not have two values", fix=fix)
        return FluentBit(
            owner="LogShipper",
            name=self.name,
            source=self.source,
            outputs=tuple(outputs),
            filters=(_POD,),
            parser={"format": "json"} if self.json else None,
            with_file=True,
            env=tuple(env.items()),
            buffer=self.buffer,
            state=self.state,
            image=self.image,
            resources=self.resources,
            health=Port(name=self.name, number=self.port),
        )
