"""jmx_exporter on its own, which reads the beans of a Java program over the pod's loopback.

Source: jmx_exporter 1.4, "Standalone", "Configuration" and "Rules".
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
from k8spatterns_lib.patterns.structural.exporters.jmx_rule import JmxRule
from k8spatterns_lib.values.resources import Resources
from k8spatterns_lib.values.security import Security
from k8spatterns_lib.values.setting_checks import parts

_WHERE: Final = "PrometheusExporter.jmx"
_FILE: Final = "jmx.yaml"
_PROGRAM: Final = ExporterProgram(
    name="jmx-exporter",
    # The project offers no image; this one gets no updates any more (docs/limits.md).
    image="docker.io/bitnamilegacy/jmx-exporter:1.4.0-debian-12-r0",
    metrics_port=5556,
    health="/-/healthy",
    resources=Resources(cpu="20m", memory="192Mi"),
    security=Security(user=1001, group=1001),
    writable=("/tmp",),  # noqa: S108 - in the container
)
_ALL: Final = (JmxRule(".*"),)


def jmx_exporter(settings: ExporterSettings, *, port: int, rules: Iterable[JmxRule]) -> Exporter:
    """Return the exporter of a Java program that listens on `port`."""
    program = _PROGRAM.with_settings(settings, where=_WHERE)
    config = {
        "hostPort": f"127.0.0.1:{need_port(port, _WHERE)}",
        "lowercaseOutputName": True,
        "lowercaseOutputLabelNames": True,
        "rules": [each.as_data() for each in parts(rules, JmxRule, _WHERE, "rules") or _ALL],
    }
    container = program.container(
        args=[str(program.metrics_port), f"{FILES}/{_FILE}"],
        env={"JAVA_TOOL_OPTIONS": "-XX:MaxRAMPercentage=50"},
    )
    return Exporter(container=container, files={_FILE: yaml_text(config)})
