"""The configuration file of mongod.

Decided here: what every member must have, and how much memory the cache may take.
Decided elsewhere: which options users can set (`mongo_options`).

Source: MongoDB 8.0 manual, "Self-Managed Configuration File Options".
"""

from collections.abc import Mapping
from typing import Any, Final

from k8spatterns_lib.manifests.files.yaml_text import yaml_text
from k8spatterns_lib.patterns.data.mongo_options import OptionValue
from k8spatterns_lib.values.quantity import Memory

PORT: Final = 27017
DATA: Final = "/data/db"
RUN: Final = "/run/mongo"
_GIBIBYTE: Final = 2**30
_LEAST_CACHE: Final = 0.25


def cache_gibibytes(memory: Memory) -> float:
    """Return the size of WiredTiger's cache: half of what is left above 1 GiB, 0.25 GiB at least.

    mongod computes the same from the memory that it sees, which in a container is often the node's.
    """
    return max(_LEAST_CACHE, round((memory.in_bytes / _GIBIBYTE - 1) / 2, 2))


def mongod_conf(set_name: str, options: Mapping[str, OptionValue], *, memory: Memory) -> str:
    """Return the text of the file.

    Args:
        set_name: The name of the replica set.
        options: Further options by their dotted name; they were checked.
        memory: The container's limit.
    """
    lines: dict[str, OptionValue] = {
        "net.bindIpAll": True,
        "net.port": PORT,
        "replication.replSetName": set_name,
        "security.authorization": "enabled",
        "security.keyFile": f"{RUN}/keyfile",
        "setParameter.enableLocalhostAuthBypass": False,
        "storage.dbPath": DATA,
        "storage.wiredTiger.engineConfig.cacheSizeGB": cache_gibibytes(memory),
        **options,
    }
    return yaml_text(_nested(dict(sorted(lines.items()))))


def _nested(lines: Mapping[str, OptionValue]) -> dict[str, Any]:
    tree: dict[str, Any] = {}
    for name, value in lines.items():
        *path, last = name.split(".")
        branch = tree
        for part in path:
            branch = branch.setdefault(part, {})
        branch[last] = value
    return tree
