"""Storage that outlives pods: the claim, as a template of a StatefulSet or on its own.

Source: Kubernetes docs, "Persistent Volumes".
"""

from typing import Final, Literal, get_args

import attrs

from k8spatterns_lib.errors import SettingError
from k8spatterns_lib.values.names import dns_label, dns_subdomain
from k8spatterns_lib.values.quantity import Memory
from k8spatterns_lib.values.setting import refuses_unknown_settings
from k8spatterns_lib.values.setting_checks import one_of

AccessMode = Literal["ReadWriteOnce", "ReadOnlyMany", "ReadWriteMany", "ReadWriteOncePod"]
Mode = Literal["Filesystem", "Block"]
_MODES: Final = get_args(Mode)


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
        storage_class: Default: the cluster's default; "" for volumes that are there already.
        mode: "Filesystem" or "Block". Default: the former.
    """

    name: str = "data"
    size: Memory = attrs.field(converter=_to_size)
    access: AccessMode = "ReadWriteOnce"
    storage_class: str | None = None
    mode: Mode = "Filesystem"

    def __attrs_post_init__(self) -> None:
        dns_label(self.name, "Claim")
        if self.access not in get_args(AccessMode):
            fix = f"Use one of: {', '.join(get_args(AccessMode))}."
            raise SettingError(f"Claim {self.name!r}", "the access mode is unknown", got=self.access, fix=fix)
        one_of(_MODES, self.mode, f"Claim {self.name!r}", "mode")
        if self.storage_class is not None and self.storage_class != "":
            dns_subdomain(self.storage_class, f"Claim {self.name!r}", "storage_class")
