"""`ghost`: a blog; SQLite in its own claim while one developer uses it, MySQL on a singleton from staging on."""

import attrs
from constructs import Construct

from k8spatterns_lib import (
    Chart,
    ConfigMap,
    Container,
    MySql,
    Namespace,
    PodMonitor,
    Probe,
    PrometheusExporter,
    ReliableSingleton,
    Resources,
    SecretKey,
    StatelessService,
    Volume,
)


@attrs.frozen(kw_only=True)
class GhostSettings:
    """What differs between targets."""

    host: str
    replicas: int = 1
    storage: str = "10Gi"
    sqlite: bool = False


class Ghost(Chart):
    """The blog and its database."""

    def __init__(self, scope: Construct, id: str, *, settings: GhostSettings) -> None:
        """Make the chart of one target."""
        super().__init__(scope, id, namespace="ghost")
        Namespace(self, "namespace", name="ghost")
        self.logging = ConfigMap(self, "ghost-config", data={"logging.json": '{"level": "info"}'})
        if settings.sqlite:
            self._with_sqlite(settings)
        else:
            self._with_my_sql(settings)

    def _with_sqlite(self, settings: GhostSettings) -> None:
        data = Volume.claim("data")
        pod = ReliableSingleton(
            self,
            "ghost",
            run=self._ghost(
                {"database__client": "sqlite3"}, mounts={"/var/lib/ghost/content": data}, writable=["/tmp"]
            ),
            storage=settings.storage,
        )
        pod.expose(port=80, to="http")

    def _with_my_sql(self, settings: GhostSettings) -> None:
        password = SecretKey("mysql-auth", "password")
        mysql = ReliableSingleton(
            self,
            "mysql",
            run=MySql(version="8.4", database="ghost", password=password),
            mode="at-most-one",
            storage=settings.storage,
            # The blog's own user may not read what these collectors do.
            sidecars=[
                PrometheusExporter.mysqld(
                    user="app",
                    password=password,
                    without=["slave_status", "info_schema.innodb_cmp", "info_schema.innodb_cmpmem"],
                    monitor=PodMonitor(),
                )
            ],
        )
        blog = StatelessService(
            self,
            "ghost",
            container=self._ghost(
                {
                    "database__client": "mysql",
                    "database__connection__host": mysql.host,
                    "database__connection__user": mysql.user,
                    "database__connection__password": mysql.password,
                    "database__connection__database": "ghost",
                },
                writable=["/var/lib/ghost/content", "/tmp"],
            ),
            replicas=settings.replicas,
            port=80,
            ingress_host=settings.host,
        )
        mysql.network.allow_from(blog, ports=["mysql"])
        mysql.network.deny_egress()

    def _ghost(
        self, env: dict[str, str | SecretKey], *, writable: list[str], mounts: dict[str, Volume] | None = None
    ) -> Container:
        return Container(
            "ghost",
            image="docker.io/library/ghost:5.101.3",
            ports={"http": 2368},
            env={**env},
            mounts={"/ghost-config": Volume.config_map(self.logging), **(mounts or {})},
            writable=writable,
            readiness=Probe.http("/", port="http"),
            resources=Resources(cpu="200m", memory="512Mi"),
        )
