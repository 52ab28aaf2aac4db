"""redis_exporter; its address and password are environment variables.

Source: redis_exporter 1.88, README ("Command line flags").
"""

from typing import Final

from k8spatterns_lib.patterns.structural.exporters.exporter_program import (
    Exporter,
    ExporterProgram,
    ExporterSettings,
    need_password,
    need_port,
    need_user,
)
from k8spatterns_lib.values.environment import EnvValue, SecretKey
from k8spatterns_lib.values.setting_checks import one_of

_WHERE: Final = "PrometheusExporter.redis"
_PROGRAM: Final = ExporterProgram(
    name="redis-exporter",
    image="docker.io/oliver006/redis_exporter:v1.88.0",
    metrics_port=9121,
    health="/health",
)


def redis_exporter(
    settings: ExporterSettings, *, port: int, user: str | None, password: SecretKey | None, tls: bool
) -> Exporter:
    """Return the exporter of a Redis server on `port`."""
    program = _PROGRAM.with_settings(settings, where=_WHERE)
    one_of((True, False), tls, _WHERE, "tls")
    env: dict[str, EnvValue] = {
        "REDIS_ADDR": f"{'rediss' if tls else 'redis'}://localhost:{need_port(port, _WHERE)}",
        "REDIS_EXPORTER_WEB_LISTEN_ADDRESS": f":{program.metrics_port}",
    }
    if user is not None:
        env["REDIS_USER"] = need_user(user, _WHERE)
    if password is not None:
        env["REDIS_PASSWORD"] = need_password(password, _WHERE)
    return Exporter(container=program.container(env=env))
