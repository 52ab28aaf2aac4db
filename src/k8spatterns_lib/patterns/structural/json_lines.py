"""`JsonLines`: an adapter that offers the newest values of a text file as JSON.

Problem: an application that can not be changed writes text for people, such as `top` does.
Solution: regular expressions pick the values, an HTTP server beside it answers with them.

`GET /` gives one JSON object: for each field the newest match in the last MiB of the file,
or null while there is none. `GET /healthz` answers as soon as the adapter listens.

Source: Kubernetes Patterns, 2nd ed., ch. 17 "Adapter"; course notes on multi-container pods.
"""

import json
import re
from collections.abc import Mapping
from importlib.resources import files
from typing import Final

import attrs

from k8spatterns_lib.errors import SettingError
from k8spatterns_lib.patterns.pod_part import PodPart
from k8spatterns_lib.values.container import Container
from k8spatterns_lib.values.image import Image, to_image
from k8spatterns_lib.values.names import dns_label
from k8spatterns_lib.values.port import Port
from k8spatterns_lib.values.probe import Probe
from k8spatterns_lib.values.resources import Resources
from k8spatterns_lib.values.setting import refuses_unknown_settings
from k8spatterns_lib.values.volume import Volume, VolumeFile

IMAGE: Final = Image.parse("docker.io/library/python:3.13.1-slim")
_SOURCE: Final = "/source"
_PROGRAM: Final = "/adapter"


def _to_fields(fields: Mapping[str, str] | tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    return tuple(fields.items()) if isinstance(fields, Mapping) else tuple(fields)


@refuses_unknown_settings
@attrs.frozen(kw_only=True)
class JsonLines:
    """An adapter from text to JSON.

    Args:
        source: The file, in a volume that the application writes to.
        fields: A regular expression by field name; its first group is the value, or all of it.
        port: The port that it listens on. Default: 8080.
        name: The container's name, and its port's. Default: "json".
        image: A Python 3.10 or newer. Default: the official image.
        resources: What it is guaranteed. Default: 10m CPU and 32Mi memory.

    Raises:
        SettingError: An expression can not be compiled, or there is none.
    """

    source: VolumeFile
    fields: tuple[tuple[str, str], ...] = attrs.field(converter=_to_fields)
    port: int = 8080
    name: str = "json"
    image: Image = attrs.field(default=IMAGE, converter=to_image)
    resources: Resources = Resources(cpu="10m", memory="32Mi")

    def __attrs_post_init__(self) -> None:
        where = f"JsonLines {self.name!r}"
        dns_label(self.name, where)
        Port(name=self.name, number=self.port)
        if not isinstance(self.source, VolumeFile):
            fix = 'Write volume.file("raw.txt").'
            raise SettingError(where, "the source is a file of a volume", got=self.source, fix=fix)
        if not self.fields:
            raise SettingError(where, "at least one field is needed", fix='Give fields={"cpu": r"CPU: (\\d+)"}.')
        for field, expression in self.fields:
            try:
                re.compile(expression)
            except (re.error, TypeError) as error:
                fix = f"Mend it: {error}."
                raise SettingError(where, f"the expression of {field!r} is none", got=expression, fix=fix) from None

    def part(self, pattern: str, main: Container) -> PodPart:  # noqa: ARG002  # pyright: ignore[reportUnusedParameter] - the protocol's
        """Return the adapter's container, its program and its expressions."""
        config = f"{pattern}-{self.name}"
        program = (files("k8spatterns_lib.patterns.structural") / "json_lines_server.py").read_text(encoding="utf-8")
        container = Container(
            self.name,
            image=self.image,
            command=["python", f"{_PROGRAM}/json_lines_server.py"],
            args=[f"{_SOURCE}/{self.source.path}", f"{_PROGRAM}/fields.json", str(self.port)],
            ports={self.name: self.port},
            mounts={
                _SOURCE: self.source.volume.read_only(),
                _PROGRAM: Volume.config_map(config, name=f"{self.name}-adapter").read_only(),
            },
            startup=Probe.http("/healthz", port=self.name, period_seconds=1, failure_threshold=60),
            readiness=Probe.http("/healthz", port=self.name),
            resources=self.resources,
            restart_policy="Always",
        )
        fields = json.dumps(dict(self.fields), indent=2, ensure_ascii=False) + "\n"
        return PodPart(init=(container,), config={config: {"json_lines_server.py": program, "fields.json": fields}})
