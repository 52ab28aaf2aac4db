"""`FluentBit`: one fluent-bit that follows files of a volume; the presets for logs are made of it.

Where it had read to, and what is not delivered yet, is kept in a volume: after a restart it
goes on there. While too much waits for a destination, it stops to read: the files keep the
rest until the destination answers again. A file that is rotated away is followed for five
more minutes.

Its probes ask whether it runs, not fluent-bit's health check (which is on, under
`/api/v1/health`): the errors counted there are those of the destination, which a restart of
the sidecar does not mend. It has no readiness probe: a pod whose logs do not arrive still serves.

Decided here: how a file is followed, kept and watched over.
Decided elsewhere: what becomes of a line (`log_shipper`, `log_normalizer`).

Source: Fluent Bit 4.2 manual, "Tail", "Buffering", "Backpressure", "Monitoring", "YAML configuration".
"""

from collections.abc import Mapping
from typing import Any, Final

import attrs

from k8spatterns_lib.errors import SettingError
from k8spatterns_lib.manifests.files.yaml_text import yaml_text
from k8spatterns_lib.patterns.pod_part import PodPart
from k8spatterns_lib.values.container import Container
from k8spatterns_lib.values.environment import EnvValue
from k8spatterns_lib.values.image import Image
from k8spatterns_lib.values.names import dns_label
from k8spatterns_lib.values.port import Port
from k8spatterns_lib.values.probe import Probe
from k8spatterns_lib.values.quantity import Memory
from k8spatterns_lib.values.resources import Resources
from k8spatterns_lib.values.volume import Volume, VolumeFile

IMAGE: Final = Image.parse("docker.io/fluent/fluent-bit:4.2.3")
DATE: Final = {"json_date_key": "time", "json_date_format": "iso8601"}
"""How an output writes the time of a record."""

BUFFER: Final = Memory.mebibytes(16)
"""How much may be read and not delivered, unless told otherwise."""

PARSER: Final = "line"
STATE: Final = "/state"
_LOGS: Final = "/logs"
_CONFIG: Final = "/config"
_FILE: Final = "fluent-bit.yaml"
_PIECE: Final = Memory.mebibytes(2)
"""How large fluent-bit makes a chunk, about."""

_LEAST_PIECES: Final = 2


@attrs.frozen(kw_only=True)
class FluentBit:
    """A fluent-bit as a native sidecar.

    Args:
        owner: The preset that it belongs to, for messages.
        name: The container's name; its ConfigMap and volumes begin with it.
        source: The file or files.
        outputs: Where records go, as fluent-bit writes it.
        filters: What is done to them on the way.
        parser: How a line becomes a record. Default: the line is the record's `message`.
        with_file: Whether a record says which file it is from.
        env: Variables that the configuration refers to.
        buffer: How much may be read and not delivered.
        state: The volume that keeps positions and what is not delivered.
        image: The fluent-bit to run.
        resources: What it is guaranteed.
        health: The port of its own HTTP server.

    Raises:
        SettingError: It can not follow the source, or the name or the state is none.
    """

    owner: str
    name: str
    source: VolumeFile
    outputs: tuple[Mapping[str, Any], ...]
    filters: tuple[Mapping[str, Any], ...] = ()
    parser: Mapping[str, Any] | None = None
    with_file: bool = False
    env: tuple[tuple[str, EnvValue], ...] = ()
    buffer: Memory = BUFFER
    state: Volume | None
    image: Image
    resources: Resources
    health: Port

    def __attrs_post_init__(self) -> None:
        where = f"{self.owner} {self.name!r}"
        dns_label(self.name, where)
        if not isinstance(self.source, VolumeFile):
            fix = 'Write volume.file("access.log"), or volume.file("*.log") for several.'
            raise SettingError(where, "the source is a file of a volume", got=self.source, fix=fix)
        if "," in self.source.path or "${" in self.source.path:
            fix = "Use a pattern such as *.log for several files."
            raise SettingError(where, "the path must have no ',' and no '${'", got=self.source.path, fix=fix)
        if self.state is not None and not isinstance(self.state, Volume):
            fix = 'Write Volume.claim("data"), or leave it away.'
            raise SettingError(where, "the state is kept in a Volume", got=self.state, fix=fix)

    def part(self, pattern: str) -> PodPart:
        """Return the container and its configuration."""
        config = f"{pattern}-{self.name}"
        container = Container(
            self.name,
            image=self.image,
            command=["/fluent-bit/bin/fluent-bit"],
            args=[f"--config={_CONFIG}/{_FILE}"],
            ports={self.health.name: self.health},
            env=self.env,
            mounts={
                _LOGS: self.source.volume.read_only(),
                STATE: self.state or Volume.empty_dir(f"{self.name}-state"),
                _CONFIG: Volume.config_map(config, name=f"{self.name}-config").read_only(),
            },
            startup=Probe.http("/api/v1/uptime", port=self.health.name, period_seconds=1, failure_threshold=60),
            liveness=Probe.http("/api/v1/uptime", port=self.health.name, timeout_seconds=5, failure_threshold=6),
            resources=self.resources,
            restart_policy="Always",
        )
        return PodPart(init=(container,), config={config: {_FILE: yaml_text(self.configuration())}})

    def configuration(self) -> dict[str, Any]:
        """Return the configuration as data."""
        parsers = {} if self.parser is None else {"parsers": [{"name": PARSER, **self.parser}]}
        pipeline: dict[str, Any] = {"inputs": [self._input()]}
        if self.filters:
            pipeline["filters"] = [dict(each) for each in self.filters]
        pipeline["outputs"] = [dict(each) for each in self.outputs]
        return {"service": self._service(), **parsers, "pipeline": pipeline}

    def _service(self) -> dict[str, Any]:
        return {
            "flush": 1,
            "grace": 5,
            "log_level": "warn",
            "http_server": "on",
            "http_listen": "0.0.0.0",  # noqa: S104 - the kubelet asks from outside
            "http_port": self.health.number,
            "health_check": "on",
            "hot_reload": "off",
            "scheduler.base": 1,
            "scheduler.cap": 60,
            "storage.path": f"{STATE}/buffer",
            "storage.max_chunks_up": self.buffer.in_bytes // _PIECE.in_bytes,
            "storage.backlog.mem_limit": "16M",
        }

    def _input(self) -> dict[str, Any]:
        parser = {} if self.parser is None else {"parser": PARSER}
        file = {"path_key": "file"} if self.with_file else {}
        return {
            "name": "tail",
            "tag": "log",
            "path": f"{_LOGS}/{self.source.path}",
            "key": "message",
            **parser,
            **file,
            "db": f"{STATE}/positions.db",
            "read_from_head": "on",
            "refresh_interval": 5,
            "rotate_wait": 300,
            "buffer_max_size": "1M",
            "skip_long_lines": "on",
            "storage.type": "filesystem",
            "storage.pause_on_chunks_overlimit": "on",
        }


def to_buffer(amount: str | Memory) -> Memory:
    """Convert the setting `buffer`.

    Raises:
        SettingError: It is no amount of memory, or too little.
    """
    size = Memory.parse(amount, where="buffer")
    if size.in_bytes < _LEAST_PIECES * _PIECE.in_bytes:
        raise SettingError("buffer", "a buffer must hold two pieces of 2 MiB", got=size.text, fix='Give "16Mi".')
    return size
