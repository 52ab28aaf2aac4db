"""`PrometheusExporter`: an adapter from a server's own figures to the form of Prometheus.

Problem: each server has figures of its own, in its own form; Prometheus reads one form.
Solution: the exporter that its community uses, beside the unchanged server, reads them over
the pod's loopback and offers them on a port named "metrics". Annotations of the pod, or a
`PodMonitor`, say so to Prometheus.

An exporter has no readiness probe: a server whose figures can not be read still serves. Each
starts, and answers, before its server does.

Decided here: how Prometheus finds an exporter.
Decided elsewhere: the programs, their flags and their probes (`exporters`).

Source: Kubernetes Patterns, 2nd ed., ch. 17 "Adapter"; Prometheus documentation, "Writing exporters".
"""

from collections.abc import Iterable, Mapping
from typing import Any, Self, Unpack

import attrs

from k8spatterns_lib.errors import SettingError
from k8spatterns_lib.patterns.pod_part import PodPart
from k8spatterns_lib.patterns.structural.exporters.exporter_program import FILES, PORT, Exporter, ExporterSettings
from k8spatterns_lib.patterns.structural.exporters.jmx import jmx_exporter
from k8spatterns_lib.patterns.structural.exporters.jmx_rule import JmxRule
from k8spatterns_lib.patterns.structural.exporters.mysqld import mysqld_exporter
from k8spatterns_lib.patterns.structural.exporters.nginx import nginx_exporter
from k8spatterns_lib.patterns.structural.exporters.redis import redis_exporter
from k8spatterns_lib.patterns.structural.exporters.statsd import statsd_exporter
from k8spatterns_lib.patterns.structural.exporters.statsd_mapping import StatsdMapping
from k8spatterns_lib.patterns.structural.pod_monitor import PodMonitor
from k8spatterns_lib.values.constructors import constructors_refuse_unknown_settings
from k8spatterns_lib.values.container import Container
from k8spatterns_lib.values.environment import SecretKey
from k8spatterns_lib.values.setting import refuses_unknown_settings
from k8spatterns_lib.values.setting_checks import pairs
from k8spatterns_lib.values.volume import Volume


def _to_files(files: Mapping[str, str] | tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    return pairs(files, "PrometheusExporter", "files")


@constructors_refuse_unknown_settings
@refuses_unknown_settings
@attrs.frozen(kw_only=True)
class PrometheusExporter:
    """An exporter beside a server; made by `redis`, `mysqld`, `nginx`, `statsd` or `jmx`, or of any container.

    The class methods take the settings of `ExporterSettings`, too: `name`, `image`,
    `metrics_port`, `resources`, `monitor`.

    Args:
        container: The exporter, with a port named "metrics"; it runs as a native sidecar.
        files: Its configuration, by file name; in /etc/exporter.
        path: Where the metrics are. Default: "/metrics".
        monitor: A `PodMonitor` instead of annotations. Default: none.

    Raises:
        SettingError: A setting is wrong, or there is no port "metrics".
    """

    container: Container
    files: tuple[tuple[str, str], ...] = attrs.field(default=(), converter=_to_files)
    path: str = "/metrics"
    monitor: PodMonitor | None = None

    def __attrs_post_init__(self) -> None:
        if not isinstance(self.container, Container):
            fix = 'Write PrometheusExporter.redis(...), or give Container(..., ports={"metrics": 9100}).'
            raise SettingError("PrometheusExporter", "an exporter is a Container", got=self.container, fix=fix)
        where = f"PrometheusExporter {self.container.name!r}"
        _ = self.container.port(PORT)
        if not isinstance(self.path, str) or not self.path.startswith("/"):
            raise SettingError(where, "path must start with '/'", got=self.path, fix='Write "/metrics".')
        if self.monitor is not None and not isinstance(self.monitor, PodMonitor):
            raise SettingError(where, "monitor must be a PodMonitor", got=self.monitor, fix="Write PodMonitor().")

    @classmethod
    def redis(
        cls,
        *,
        port: int = 6379,
        user: str | None = None,
        password: SecretKey | None = None,
        tls: bool = False,
        **settings: Unpack[ExporterSettings],
    ) -> Self:
        """Return the exporter of a Redis server.

        Args:
            port: Where Redis listens.
            user: Of its access control list. Default: the default user.
            password: Default: none.
            tls: Redis speaks TLS; its certificate must hold for "localhost".
            settings: See `ExporterSettings`.
        """
        return cls._of(redis_exporter(settings, port=port, user=user, password=password, tls=tls), settings)

    @classmethod
    def mysqld(
        cls,
        *,
        password: SecretKey,
        user: str = "exporter",
        port: int = 3306,
        without: Iterable[str] = (),
        **settings: Unpack[ExporterSettings],
    ) -> Self:
        """Return the exporter of a MySQL or MariaDB server.

        Args:
            password: Of `user`.
            user: Who reads; all collectors need PROCESS, REPLICATION CLIENT and SELECT.
            port: Where the server listens.
            without: Collectors that are left out, such as "slave_status", where the user must not.
            settings: See `ExporterSettings`.
        """
        exporter = mysqld_exporter(settings, port=port, user=user, password=password, without=without)
        return cls._of(exporter, settings)

    @classmethod
    def nginx(
        cls, *, status_url: str = "http://127.0.0.1:8080/stub_status", **settings: Unpack[ExporterSettings]
    ) -> Self:
        """Return the exporter of an nginx server.

        Args:
            status_url: Where the server offers its `stub_status` page; let it allow 127.0.0.1 alone.
            settings: See `ExporterSettings`.
        """
        return cls._of(nginx_exporter(settings, status_url=status_url), settings)

    @classmethod
    def statsd(
        cls, *, port: int = 9125, mappings: Iterable[StatsdMapping] = (), **settings: Unpack[ExporterSettings]
    ) -> Self:
        """Return the exporter of figures that an application sends by StatsD's protocol.

        Args:
            port: Where it takes them, by UDP and TCP, from the pod alone (127.0.0.1).
            mappings: Which of them become which metric. Default: each becomes one of its own name.
            settings: See `ExporterSettings`.
        """
        return cls._of(statsd_exporter(settings, port=port, mappings=mappings), settings)

    @classmethod
    def jmx(cls, *, port: int, rules: Iterable[JmxRule] = (), **settings: Unpack[ExporterSettings]) -> Self:
        """Return the exporter of a Java program's beans.

        The program takes it in by `-Dcom.sun.management.jmxremote.port=…`, `….rmi.port=…` (the
        same), `….host=127.0.0.1`, `-Djava.rmi.server.hostname=127.0.0.1`, `….ssl=false` and
        `….authenticate=false`: it can be reached from within its pod alone.

        Args:
            port: Where the program listens for JMX.
            rules: Which attributes become which metric. Default: all, by their own names.
            settings: See `ExporterSettings`.
        """
        return cls._of(jmx_exporter(settings, port=port, rules=rules), settings)

    @classmethod
    def _of(cls, exporter: Exporter, settings: ExporterSettings) -> Self:
        return cls(container=exporter.container, files=exporter.files, monitor=settings.get("monitor"))

    def part(self, pattern: str, main: Container) -> PodPart:  # noqa: ARG002  # pyright: ignore[reportUnusedParameter] - the protocol's
        """Return the exporter, its configuration, and what tells Prometheus of it."""
        container, name = self.container, self.container.name
        config = f"{pattern}-{name}"
        if self.files:
            volume = Volume.config_map(config, name=f"{name}-config")
            container = container.with_(mounts=(*container.mounts, (FILES, volume.read_only())))
        annotations: dict[str, str] = {}
        objects: tuple[Mapping[str, Any], ...] = ()
        if self.monitor is None:
            annotations = {
                "prometheus.io/scrape": "true",
                "prometheus.io/port": str(container.port(PORT).number),
                "prometheus.io/path": self.path,
            }
        else:
            objects = (self.monitor.object(pattern, port=PORT, path=self.path),)
        return PodPart(
            init=(container.with_(restart_policy="Always"),),
            config={config: dict(self.files)} if self.files else {},
            annotations=annotations,
            objects=objects,
        )
