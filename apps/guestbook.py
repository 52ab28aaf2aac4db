"""`guestbook`: entries in Redis, written to the master and read from replicas, through an ambassador."""

import attrs
from constructs import Construct

from k8spatterns_lib import (
    AmbassadorPod,
    Chart,
    Container,
    Ingress,
    Namespace,
    Probe,
    RedisReadWriteSplit,
    RedisSentinel,
    Resources,
    SecretKey,
)
from k8spatterns_lib.workloads import Deployment


@attrs.frozen(kw_only=True)
class GuestbookSettings:
    """What differs between targets."""

    host: str
    image: str = "registry.example.com/guestbook:2.4.1"
    replicas: int = 1
    storage: str = "1Gi"
    redis_memory: str = "256Mi"


class Guestbook(Chart):
    """The guestbook and the Redis set that keeps its entries."""

    def __init__(self, scope: Construct, id: str, *, settings: GuestbookSettings) -> None:
        """Make the chart of one target."""
        super().__init__(scope, id, namespace="guestbook")
        Namespace(self, "namespace", name="guestbook")
        redis = RedisSentinel(
            self,
            "redis",
            storage=settings.storage,
            password=SecretKey("redis-auth", "password"),
            resources=Resources(cpu="100m", memory=settings.redis_memory),
        )
        pod = AmbassadorPod(
            self,
            "guestbook",
            main=Container(
                "app",
                image=settings.image,
                ports={"http": 8000},
                # The same in every environment: where Redis runs is the ambassador's business.
                env={"REDIS_WRITE": "localhost:6379", "REDIS_READ": "localhost:6380", "REDIS_PASSWORD": redis.password},
                readiness=Probe.http("/healthz", port="http"),
                resources=Resources(cpu="100m", memory="128Mi"),
            ),
            ambassador=RedisReadWriteSplit(redis, write_port=6379, read_port=6380),
            workload=Deployment(replicas=settings.replicas),
        )
        redis.network.allow_from(pod)
        service = pod.expose(port=80, to="http")
        Ingress(self, "guestbook-ingress", rules={settings.host: {"/": (service, 80)}})
