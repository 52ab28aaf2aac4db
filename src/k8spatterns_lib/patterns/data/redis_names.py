"""`RedisNames`: what the objects and pods of a Redis set are called.

Source: Kubernetes docs, "DNS for Services and Pods" (pods of a StatefulSet).
"""

import attrs

from k8spatterns_lib.patterns.data.redis_config import SENTINEL_PORT
from k8spatterns_lib.values.redis_servers import NAMESPACE
from k8spatterns_lib.values.reference import ServiceRef


@attrs.frozen(kw_only=True)
class RedisNames:
    """Names, all out of one.

    Args:
        pattern: The pattern's name, which is the StatefulSet's and that of the master's Service.
        namespace: None where it is not known before the objects are applied.
        replicas: How many pods there are.
        cluster_domain: The end of all DNS names of the cluster.
    """

    pattern: str
    namespace: str | None
    replicas: int
    cluster_domain: str

    @property
    def nodes(self) -> str:
        """The headless Service that gives the pods their names."""
        return f"{self.pattern}-nodes"

    @property
    def read(self) -> str:
        """The Service for reads."""
        return f"{self.pattern}-read"

    @property
    def proxy(self) -> str:
        """The Deployment behind both Services for clients."""
        return f"{self.pattern}-proxy"

    @property
    def config(self) -> str:
        """The ConfigMap of the pods."""
        return f"{self.pattern}-config"

    @property
    def pods(self) -> tuple[str, ...]:
        """The pods, the lowest number first."""
        return tuple(f"{self.pattern}-{number}" for number in range(self.replicas))

    @property
    def hosts(self) -> tuple[str, ...]:
        """The complete DNS names of the pods: a proxy looks names up without search domains."""
        end = f"{self.nodes}.{self.namespace or NAMESPACE}.svc.{self.cluster_domain}"
        return tuple(f"{pod}.{end}" for pod in self.pods)

    @property
    def sentinel(self) -> str:
        """The addresses of all sentinels by commas, as clients that ask Sentinel take them."""
        nodes = ServiceRef(self.nodes, self.namespace).host
        return ",".join(f"{pod}.{nodes}:{SENTINEL_PORT}" for pod in self.pods)
