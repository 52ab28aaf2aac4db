"""Requests and limits, as Kubernetes writes them.

Source: Kubernetes API reference, ResourceRequirements v1 core.
"""

from functools import lru_cache
from typing import Any

from k8spatterns_lib.values.resources import Resources


@lru_cache(maxsize=4096)
def resources_spec(resources: Resources) -> dict[str, Any]:
    """Return the `resources` of a container; cached and shared, so callers must not mutate it.

    Extended resources are in both lists, since the API wants their requests equal to their limits.
    """
    extended = {name: str(count) for name, count in resources.extended}
    requests = {"cpu": resources.cpu.text, "memory": resources.memory.text}
    if resources.ephemeral_storage is not None:
        requests["ephemeral-storage"] = resources.ephemeral_storage.text
    limits = {} if resources.cpu_limit is None else {"cpu": resources.cpu_limit.text}
    limits["memory"] = resources.memory_limit.text
    if resources.ephemeral_storage_limit is not None:
        limits["ephemeral-storage"] = resources.ephemeral_storage_limit.text
    return {"requests": requests | extended, "limits": limits | extended}
