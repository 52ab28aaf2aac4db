"""Storage that outlives pods: the claim, as a template of a StatefulSet or on its own.

Source: Kubernetes docs, "Persistent Volumes".
"""

from typing import Literal, get_args

import attrs

from k8spatterns_lib.errors import SettingError
from k8spatterns_lib.values.names import dns_label
from k8spatterns_lib.values.quantity import Memory
from k8spatterns_lib.values.setting import refuses_unknown_settings

AccessMode = Literal["ReadWriteOnce", "ReadOnlyMany", "ReadWriteMany", "ReadWriteOncePod"]


def _to_size(size: str | Memory) -> Memory:
    return Memory.parse(size, where="Claim")


@refuses_unknown_settings
@attrs.frozen(kw_only=True, cache_hash=True)
class Claim:
    """A claim on storage.

    Args:
        name: Default: "data".
        size: Such as "10Gi"; it can grow later where the storage class lets it, never shrink.
        access: Who may mount it at once. Default: "ReadWriteOnce" (the pods of one node).
        storage_class: Default: the cluster's default.
        mode: "Filesystem" or "Block". Default: the former.
    """

    name: str = "data"
    size: Memory = attrs.field(converter=_to_size)
    access: AccessMode = "ReadWriteOnce"
    storage_class: str | None = None
    mode: Literal["Filesystem", "Block"] = "Filesystem"

    def __attrs_post_init__(self) -> None:
        dns_label(self.name, "Claim")
        if self.access not in get_args(AccessMode):
            fix = f"Use one of: {', '.join(get_args(AccessMode))}."
            raise SettingError(f"Claim {self.name!r}", "the access mode is unknown", got=self.access, fix=fix)
