"""`frontend`: a stateless service behind an Ingress, scaled by load in release.

Its texts change without a rollout, its log files go to a bucket where there is one.
"""

import attrs
from constructs import Construct

from k8spatterns_lib import (
    Autoscale,
    Chart,
    ConfigMap,
    ConfigReloader,
    Container,
    LogShipper,
    Namespace,
    Probe,
    Resources,
    ServiceAccount,
    StatelessService,
    Target,
    ToS3,
    ToStdout,
    Volume,
)


@attrs.frozen(kw_only=True)
class FrontendSettings:
    """What differs between targets."""

    image: str = "registry.example.com/frontend:1.0.0"
    replicas: int = 1
    host: str
    autoscale_to: int | None = None
    log_bucket: str | None = None
    gateway: str | None = None


class Frontend(Chart):
    """The frontend, its configuration and its way to the world."""

    def __init__(self, scope: Construct, id: str, *, target: Target, settings: FrontendSettings) -> None:
        """Make the chart of one target."""
        super().__init__(scope, id, namespace="frontend")
        Namespace(self, "namespace", name="frontend")
        ServiceAccount(self, "default", pull_secrets=["registry"])
        greeting = {"greeting": f"Hello from {target.region.name}"}
        texts = Volume.config_map(ConfigMap(self, "frontend-texts", data=greeting))
        logs = Volume.empty_dir("logs", size_limit="256Mi")
        top = settings.autoscale_to
        StatelessService(
            self,
            "frontend",
            container=Container(
                "frontend",
                image=settings.image,
                ports={"http": 8080},
                env={
                    "REGION": target.region.name,
                    "ENVIRONMENT": target.environment.name,
                },
                mounts={"/texts": texts.read_only(), "/var/log/frontend": logs},
                readiness=Probe.http("/ready", port="http"),
                liveness=Probe.http("/alive", port="http", period_seconds=20),
                resources=Resources(cpu="100m", memory="128Mi"),
            ),
            replicas=settings.replicas,
            port=80,
            sidecars=[
                LogShipper(source=logs.file("*.log"), to=self._log_store(target, settings), json=True),
                ConfigReloader(watch=texts, post="http://127.0.0.1:8080/-/reload"),
            ],
            ingress_host=settings.host if settings.gateway is None else None,
            gateway=settings.gateway,
            route_hosts=[] if settings.gateway is None else [settings.host],
            autoscale=None if top is None else Autoscale(minimum=settings.replicas, maximum=top),
        )

    def _log_store(self, target: Target, settings: FrontendSettings) -> ToS3 | ToStdout:
        if settings.log_bucket is None:
            return ToStdout()
        return ToS3(
            settings.log_bucket, region="eu-central-1", prefix=f"{target.environment.name}/{target.region.name}"
        )
