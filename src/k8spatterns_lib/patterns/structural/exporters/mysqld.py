"""mysqld_exporter, for MySQL and MariaDB; its password is an environment variable.

Source: mysqld_exporter 0.19, README ("Required Grants", "Collector Flags"), CHANGELOG (0.15:
`MYSQLD_EXPORTER_PASSWORD`).
"""

import re
from collections.abc import Iterable
from typing import Final

from k8spatterns_lib.errors import SettingError
from k8spatterns_lib.patterns.structural.exporters.exporter_program import (
    Exporter,
    ExporterProgram,
    ExporterSettings,
    need_password,
    need_port,
    need_user,
)
from k8spatterns_lib.values.environment import SecretKey
from k8spatterns_lib.values.setting_checks import parts

_WHERE: Final = "PrometheusExporter.mysqld"
_PROGRAM: Final = ExporterProgram(
    name="mysqld-exporter", image="docker.io/prom/mysqld-exporter:v0.19.0", metrics_port=9104
)
_COLLECTOR: Final = re.compile(r"[a-z][a-z0-9_]*(?:\.[a-z0-9_]+)*")


def mysqld_exporter(
    settings: ExporterSettings, *, port: int, user: str, password: SecretKey, without: Iterable[str]
) -> Exporter:
    """Return the exporter of a MySQL or MariaDB server on `port`."""
    program = _PROGRAM.with_settings(settings, where=_WHERE)
    args = [
        f"--mysqld.address=127.0.0.1:{need_port(port, _WHERE)}",
        f"--mysqld.username={need_user(user, _WHERE)}",
        f"--web.listen-address=:{program.metrics_port}",
    ]
    for collector in parts(without, str, _WHERE, "without"):
        if not _COLLECTOR.fullmatch(collector):
            raise SettingError(_WHERE, "without must name collectors", got=collector, fix='Write "slave_status".')
        args.append(f"--no-collect.{collector}")
    password = need_password(password, _WHERE)
    return Exporter(container=program.container(args=args, env={"MYSQLD_EXPORTER_PASSWORD": password}))
