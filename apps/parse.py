"""`parse`: a Parse server for mobile applications, on a MongoDB set that starts itself."""

import attrs
from constructs import Construct

from k8spatterns_lib import (
    Chart,
    Container,
    MongoBackup,
    MongoStatefulSet,
    Namespace,
    PodSettings,
    Probe,
    Resources,
    SecretKey,
    Security,
    StatelessService,
)

_NODE = Security(user=1000, group=1000, fs_group=1000)
"""The user `node` of the server's image."""


@attrs.frozen(kw_only=True)
class ParseSettings:
    """What differs between targets."""

    host: str
    replicas: int = 1
    members: int = 3
    retiring: int = 0
    storage: str = "10Gi"
    memory: str = "1Gi"
    backup_at: str | None = None


class Parse(Chart):
    """The server and its database."""

    def __init__(self, scope: Construct, id: str, *, settings: ParseSettings) -> None:
        """Make the chart of one target."""
        super().__init__(scope, id, namespace="parse")
        Namespace(self, "namespace", name="parse")
        mongo = MongoStatefulSet(
            self,
            "mongo",
            members=settings.members,
            retiring=settings.retiring,
            storage=settings.storage,
            users={"parse": SecretKey("mongo-parse", "password")},
            config={"operationProfiling.slowOpThresholdMs": 200},
            backup=None if settings.backup_at is None else MongoBackup(settings.backup_at, keep=14),
            resources=Resources(cpu="250m", memory=settings.memory),
        )
        server = StatelessService(
            self,
            "parse-server",
            container=Container(
                "parse-server",
                image="docker.io/parseplatform/parse-server:7.3.0",
                ports={"http": 1337},
                env={
                    "PARSE_SERVER_APPLICATION_ID": "my-app-id",
                    "PARSE_SERVER_MASTER_KEY": SecretKey("parse", "master-key"),
                    "PARSE_SERVER_DATABASE_URI": mongo.uri(user="parse", database="parse"),
                },
                writable=["/parse-server/logs", "/tmp"],
                startup=Probe.http("/parse/health", port="http", period_seconds=2, failure_threshold=60),
                readiness=Probe.http("/parse/health", port="http"),
                liveness=Probe.tcp("http", period_seconds=20),
                resources=Resources(cpu="200m", memory="512Mi"),
            ),
            replicas=settings.replicas,
            port=1337,
            ingress_host=settings.host,
            pod=PodSettings(security=_NODE),
        )
        mongo.network.allow_from(server, ports=["mongo"])
