"""`LogNormalizer`: an adapter from an application's own log lines to one JSON form.

Problem: each application writes its log in its own way; who reads the logs wants one.
Solution: fluent-bit beside the unchanged application reads its file by a regular expression,
or as JSON, and writes each line as one JSON object with `time` (UTC, ISO 8601), `level`,
`message` and what else the line has, to its standard output. On request it offers the newest
lines over HTTP as well.

A line that does not fit comes out whole as the `message`. `level` is "unknown" and `time` the
time of reading where a line has none.

Decided here: where the normal form can be read.
Decided elsewhere: how lines are read (`log_format`, `log_pattern`), how a file is followed
(`fluent_bit`), the HTTP server (`recent_lines_server`).

Source: Kubernetes Patterns, 2nd ed., ch. 17 "Adapter"; Fluent Bit 4.2 manual.
"""

from collections.abc import Mapping
from importlib.resources import files
from typing import Any, Final

import attrs

from k8spatterns_lib.errors import SettingError
from k8spatterns_lib.patterns.pod_part import PodPart
from k8spatterns_lib.patterns.structural.fluent_bit import IMAGE, FluentBit
from k8spatterns_lib.patterns.structural.json_lines import IMAGE as PYTHON
from k8spatterns_lib.patterns.structural.log_destination import LogDestination
from k8spatterns_lib.patterns.structural.log_format import LogFormat, Pairs
from k8spatterns_lib.patterns.structural.to_http import ToHttp
from k8spatterns_lib.patterns.structural.to_stdout import ToStdout
from k8spatterns_lib.values.container import Container
from k8spatterns_lib.values.image import Image, to_image
from k8spatterns_lib.values.port import Port
from k8spatterns_lib.values.probe import Probe
from k8spatterns_lib.values.resources import Resources
from k8spatterns_lib.values.setting import refuses_unknown_settings
from k8spatterns_lib.values.setting_checks import pairs, switches
from k8spatterns_lib.values.volume import Volume, VolumeFile

_PROGRAM: Final = "/adapter"
_SERVER: Final = "recent_lines_server.py"


def _to_pairs(mapping: Mapping[str, str] | Pairs) -> Pairs:
    return pairs(mapping, "LogNormalizer", "each of json, types and levels")


def _to_json(mapping: Mapping[str, str] | Pairs | None) -> Pairs | None:
    return None if mapping is None else _to_pairs(mapping)


@refuses_unknown_settings
@attrs.frozen(kw_only=True)
class LogNormalizer:
    """An adapter from log lines to JSON.

    Args:
        source: The log file, in a volume that the application writes to.
        pattern: A regular expression for a line, with a group `(?P<message>…)` and further ones
            by the names that the fields shall have; or give `json`.
        json: For lines that are JSON objects: which of their fields are `time`, `level` and
            `message`, such as `{"message": "msg"}`. A time must be text there.
        time_format: How `time` is written, such as "%Y-%m-%d %H:%M:%S,%L"; needed where there
            is one. `%L` is a fraction of a second.
        time_offset: The zone of a time that names none, such as "+0200". Default: UTC.
        types: What other fields are, such as `{"status": "integer"}`. Default: text.
        levels: Other names for levels, such as `{"W": "warning"}`.
        port: Offer the newest lines over HTTP here. Default: none, standard output alone.
        lines: How many are offered. Default: 1000, and 4 MiB at most.
        stdout: Write to the standard output. Default: True.
        state: Where positions are kept. Default: an empty volume of the pod's.
        name: The container's name, and the port's. Default: "normalizer".
        health_port: Of fluent-bit's own HTTP server. Default: 2021.
        image: The fluent-bit to run. Default: the official image.
        server_image: The Python 3.10 or newer that offers lines. Default: the official image.
        resources: What fluent-bit is guaranteed. Default: 20m CPU and 64Mi memory.
        server_resources: What the server is guaranteed. Default: 10m CPU and 48Mi memory.

    Raises:
        SettingError: The pattern can not be read by both Python and fluent-bit, a field is
            missing, or settings contradict each other.
    """

    source: VolumeFile
    pattern: str | None = None
    json: Pairs | None = attrs.field(default=None, converter=_to_json)
    time_format: str | None = None
    time_offset: str | None = None
    types: Pairs = attrs.field(default=(), converter=_to_pairs)
    levels: Pairs = attrs.field(default=(), converter=_to_pairs)
    port: int | None = None
    lines: int = 1000
    stdout: bool = True
    state: Volume | None = None
    name: str = "normalizer"
    health_port: int = 2021
    image: Image = attrs.field(default=IMAGE, converter=to_image)
    server_image: Image = attrs.field(default=PYTHON, converter=to_image)
    resources: Resources = Resources(cpu="20m", memory="64Mi")
    server_resources: Resources = Resources(cpu="10m", memory="48Mi")

    def __attrs_post_init__(self) -> None:
        where = f"LogNormalizer {self.name!r}"
        if self.port is not None:
            Port(name=self.name, number=self.port)
        self._fluent_bit()
        switches(self, ("stdout",), where)
        if self.port is None and not self.stdout:
            raise SettingError(where, "lines must go somewhere", got=False, fix="Give a port, or leave stdout away.")
        if type(self.lines) is not int or self.lines < 1:
            raise SettingError(where, "lines must be a whole number from 1", got=self.lines, fix="Use 1000.")

    def part(self, pattern: str, main: Container) -> PodPart:  # noqa: ARG002  # pyright: ignore[reportUnusedParameter] - the protocol's
        """Return the adapter, its configuration, and the HTTP server where one is asked for."""
        part = self._fluent_bit().part(pattern)
        if self.port is None:
            return part
        config = f"{pattern}-{self.name}-http"
        program = (files("k8spatterns_lib.patterns.structural") / _SERVER).read_text(encoding="utf-8")
        server = Container(
            f"{self.name}-http",
            image=self.server_image,
            command=["python", f"{_PROGRAM}/{_SERVER}"],
            args=[str(self.port), str(self.lines)],
            ports={self.name: self.port},
            mounts={_PROGRAM: Volume.config_map(config, name=f"{self.name}-http").read_only()},
            startup=Probe.http("/healthz", port=self.name, period_seconds=1, failure_threshold=60),
            readiness=Probe.http("/healthz", port=self.name),
            resources=self.server_resources,
            restart_policy="Always",
        )
        return PodPart(init=(server, *part.init), config={config: {_SERVER: program}, **part.config})

    def _fluent_bit(self) -> FluentBit:
        lines = LogFormat(
            where=f"LogNormalizer {self.name!r}",
            pattern=self.pattern,
            json=self.json,
            time_format=self.time_format,
            time_offset=self.time_offset,
            types=self.types,
            levels=self.levels,
        )
        return FluentBit(
            owner="LogNormalizer",
            name=self.name,
            source=self.source,
            outputs=tuple(self._outputs()),
            filters=lines.filters,
            parser=lines.parser,
            state=self.state,
            image=self.image,
            resources=self.resources,
            health=Port(name=f"{self.name}-up", number=self.health_port),
        )

    def _outputs(self) -> list[Mapping[str, Any]]:
        destinations: list[LogDestination] = [ToStdout()] if self.stdout else []
        if self.port is not None:
            destinations.append(ToHttp(f"http://127.0.0.1:{self.port}/", compress=None))
        return [each.output(variables="") for each in destinations]
