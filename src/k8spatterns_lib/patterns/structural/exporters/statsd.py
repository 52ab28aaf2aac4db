"""statsd_exporter, to which an application sends its figures; it listens on loopback.

Source: statsd_exporter 0.30, README ("Metric Mapping and Configuration") and `--help`.
"""

from collections.abc import Iterable
from typing import Final

from k8spatterns_lib.manifests.files.yaml_text import yaml_text
from k8spatterns_lib.patterns.structural.exporters.exporter_program import (
    FILES,
    Exporter,
    ExporterProgram,
    ExporterSettings,
    need_port,
)
from k8spatterns_lib.patterns.structural.exporters.statsd_mapping import StatsdMapping
from k8spatterns_lib.values.setting_checks import parts

_WHERE: Final = "PrometheusExporter.statsd"
_FILE: Final = "statsd.yaml"
_PROGRAM: Final = ExporterProgram(
    name="statsd-exporter",
    image="docker.io/prom/statsd-exporter:v0.30.0",
    metrics_port=9102,
    health="/-/healthy",
)


def statsd_exporter(settings: ExporterSettings, *, port: int, mappings: Iterable[StatsdMapping]) -> Exporter:
    """Return the exporter of figures that are sent to `port`."""
    program = _PROGRAM.with_settings(settings, where=_WHERE)
    rules = parts(mappings, StatsdMapping, _WHERE, "mappings")
    args = [
        f"--statsd.listen-udp=127.0.0.1:{need_port(port, _WHERE)}",
        f"--statsd.listen-tcp=127.0.0.1:{port}",
        f"--web.listen-address=:{program.metrics_port}",
    ]
    if not rules:
        return Exporter(container=program.container(args=args))
    args.append(f"--statsd.mapping-config={FILES}/{_FILE}")
    files = {_FILE: yaml_text({"mappings": [each.as_data() for each in rules]})}
    return Exporter(container=program.container(args=args), files=files)
