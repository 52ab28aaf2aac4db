"""`frontend`: a stateless service behind an Ingress, scaled by load in release."""

import attrs
from constructs import Construct

from k8spatterns_lib import (
    Autoscale,
    Chart,
    ConfigMap,
    Container,
    Namespace,
    Probe,
    Resources,
    ServiceAccount,
    StatelessService,
    Target,
)


@attrs.frozen(kw_only=True)
class FrontendSettings:
    """What differs between targets."""

    image: str = "registry.example.com/frontend:1.0.0"
    replicas: int = 1
    host: str
    autoscale_to: int | None = None


class Frontend(Chart):
    """The frontend, its configuration and its way to the world."""

    def __init__(self, scope: Construct, id: str, *, target: Target, settings: FrontendSettings) -> None:
        """Make the chart of one target."""
        super().__init__(scope, id, namespace="frontend")
        Namespace(self, "namespace", name="frontend")
        ServiceAccount(self, "default", pull_secrets=["registry"])
        texts = ConfigMap(self, "frontend-texts", data={"greeting": f"Hello from {target.region.name}"})
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
                    "GREETING": texts.key("greeting"),
                },
                readiness=Probe.http("/ready", port="http"),
                liveness=Probe.http("/alive", port="http", period_seconds=20),
                resources=Resources(cpu="100m", memory="128Mi"),
            ),
            replicas=settings.replicas,
            port=80,
            ingress_host=settings.host,
            autoscale=None if top is None else Autoscale(minimum=settings.replicas, maximum=top),
        )
