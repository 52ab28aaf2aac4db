"""An environment in a region: one cluster, with its version of Kubernetes."""

import attrs

from k8spatterns_lib.delivery.environment import Environment
from k8spatterns_lib.delivery.region import Region
from k8spatterns_lib.values.kubernetes_version import KubernetesVersion


@attrs.frozen(kw_only=True)
class Target:
    """Where a chart is going to run; charts get it as an argument."""

    environment: Environment
    region: Region
    kubernetes: KubernetesVersion

    @property
    def name(self) -> str:
        """The environment and the region: "release/asia"."""
        return f"{self.environment.name}/{self.region.name}"

    def __str__(self) -> str:
        return self.name
