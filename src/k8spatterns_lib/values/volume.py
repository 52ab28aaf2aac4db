"""Volumes by value: containers that share one mount equal volumes.

Decided here: how a volume is named and mounted. Decided elsewhere: what its source may say
(`volume_checks`), how it is written (`manifests`).
"""

from collections.abc import Mapping, Sequence
from typing import Final, Literal, Self, get_args

import attrs

from k8spatterns_lib.errors import SettingError
from k8spatterns_lib.values.constructors import constructors_refuse_unknown_settings
from k8spatterns_lib.values.environment import ContainerResource, PodField
from k8spatterns_lib.values.image import Image
from k8spatterns_lib.values.names import dns_label, dns_subdomain
from k8spatterns_lib.values.quantity import Memory
from k8spatterns_lib.values.reference import (
    ClaimRef,
    ConfigMapRef,
    HasClaim,
    HasConfigMap,
    HasSecret,
    SecretRef,
    claim_name,
    config_map_name,
    secret_name,
)
from k8spatterns_lib.values.setting import refuses_unknown_settings
from k8spatterns_lib.values.setting_checks import one_of, switches
from k8spatterns_lib.values.shared import Shared
from k8spatterns_lib.values.volume_checks import check_source, relative_path
from k8spatterns_lib.values.volume_sources import (
    ClaimSource,
    ConfigMapSource,
    Downward,
    DownwardItem,
    EmptyDir,
    HostPath,
    HostPathType,
    ImageSource,
    Item,
    Medium,
    Nfs,
    Projected,
    SecretSource,
    Source,
    TokenSource,
)

__all__ = [
    "ClaimSource",
    "ConfigMapSource",
    "Downward",
    "DownwardItem",
    "EmptyDir",
    "HostPath",
    "ImageSource",
    "Item",
    "Mount",
    "Nfs",
    "Projected",
    "SecretSource",
    "Source",
    "TokenSource",
    "Volume",
    "VolumeFile",
]

Items = Mapping[str, str] | Sequence[Item] | None
Propagation = Literal["None", "HostToContainer", "Bidirectional"]
_PROPAGATIONS: Final = (None, *get_args(Propagation))
_LONGEST_NAME: Final = 63


@constructors_refuse_unknown_settings
@refuses_unknown_settings
@attrs.frozen(cache_hash=True)
class Volume(metaclass=Shared):
    """A directory that containers of a pod can mount; made by one of the class methods.

    Each of them raises `SettingError` where a name, a path or an amount is wrong.
    """

    name: str
    source: Source

    def __attrs_post_init__(self) -> None:
        where = f"Volume {self.name!r}"
        dns_label(self.name, where)
        check_source(self.source, where)

    @classmethod
    def empty_dir(cls, name: str, *, size_limit: str | Memory | None = None, medium: Medium = "") -> Self:
        """Return scratch space that lives as long as its pod.

        Args:
            name: The volume's name in its pod.
            size_limit: The pod is evicted beyond it. Default: none.
            medium: "Memory" for a tmpfs that counts against memory limits. Default: the node's disk.
        """
        limit = None if size_limit is None else Memory.parse(size_limit, where=f"Volume {name!r}")
        return cls(name, EmptyDir(limit, medium))

    @classmethod
    def host_path(cls, name: str, path: str, *, reason: str, type: HostPathType = "") -> Self:  # noqa: A002 - the API's word
        """Return a path of the node; the reason lands in the report of exceptions.

        Args:
            name: The volume's name in its pod.
            path: The absolute path on the node.
            reason: Why the pod needs it.
            type: What must be there. Default: nothing is checked.
        """
        return cls(name, HostPath(path, type, reason))

    @classmethod
    def nfs(cls, name: str, *, server: str, path: str, reason: str, read_only: bool = False) -> Self:
        """Return a directory that an NFS server exports; the reason lands in the report of exceptions.

        The restricted profile refuses it: a claim on a PersistentVolume of that server needs no exception.

        Args:
            name: The volume's name in its pod.
            server: A host name or an address.
            path: The absolute path on the server.
            reason: Why it is no claim.
            read_only: Nothing can be written. Default: False.
        """
        return cls(name, Nfs(server, path, reason, read_only))

    @classmethod
    def claim(cls, claim: str | ClaimRef | HasClaim, *, name: str | None = None, read_only: bool = False) -> Self:
        """Return the storage behind a claim; the volume is named like the claim unless said otherwise."""
        where = "Volume.claim"
        text = dns_subdomain(claim_name(claim, where), where, "claim")
        return cls(_slug(text) if name is None else name, ClaimSource(text, read_only))

    @classmethod
    def config_map(
        cls,
        config_map: str | ConfigMapRef | HasConfigMap,
        *,
        name: str | None = None,
        items: Items = None,
        mode: int | None = None,
        optional: bool = False,
        live: bool = False,
    ) -> Self:
        """Return the keys of a ConfigMap as files.

        Args:
            config_map: The ConfigMap, by name or as a construct.
            name: The volume's name in its pod. Default: the ConfigMap's.
            items: Paths by key, where not all keys are wanted.
            mode: The files' mode, such as 0o444. Default: 0o644.
            optional: Start without it if it is not there. Default: False.
            live: A change does not roll the pods: a program in them follows the files. Default: False.
        """
        where = "Volume.config_map"
        text = dns_subdomain(config_map_name(config_map, where), where, "config_map")
        source = ConfigMapSource(text, _items(items, text), mode, optional, live)
        return cls(_slug(text) if name is None else name, source)

    @classmethod
    def secret(
        cls,
        secret: str | SecretRef | HasSecret,
        *,
        name: str | None = None,
        items: Items = None,
        mode: int | None = None,
        optional: bool = False,
    ) -> Self:
        """Return the keys of a Secret as files; the settings are those of `config_map` but `live`."""
        where = "Volume.secret"
        text = dns_subdomain(secret_name(secret, where), where, "secret")
        source = SecretSource(text, _items(items, text), mode, optional)
        return cls(_slug(text) if name is None else name, source)

    @classmethod
    def projected(
        cls,
        name: str,
        *sources: "ConfigMapSource | SecretSource | Downward | TokenSource | Volume",
        mode: int | None = None,
    ) -> Self:
        """Return several sources in one directory; volumes of a ConfigMap, a Secret or fields will do."""
        plain = tuple(each.source if isinstance(each, Volume) else each for each in sources)
        # What can not be projected is refused by the volume's own check.
        return cls(name, Projected(plain, mode))  # type: ignore[arg-type]

    @classmethod
    def downward(cls, name: str, items: Mapping[str, PodField | ContainerResource]) -> Self:
        """Return fields of the pod and resources of its containers as files, by path."""
        if not isinstance(items, Mapping):
            fix = 'Write {"name": PodField("metadata.name")}.'
            raise SettingError(f"Volume {name!r}", "items must be a mapping", got=items, fix=fix)
        return cls(name, Downward(tuple(DownwardItem(path, field) for path, field in items.items())))

    @classmethod
    def image(cls, name: str, image: str | Image) -> Self:
        """Return the files of an image, read-only."""
        return cls(name, ImageSource(Image.parse(image)))

    def file(self, path: str) -> "VolumeFile":
        """Return a file of the volume; `path` is relative to its root."""
        return VolumeFile(self, path)

    def mount(
        self, *, sub_path: str | None = None, read_only: bool = False, propagation: Propagation | None = None
    ) -> "Mount":
        """Return the volume, or a part of it, as it is to be mounted."""
        return Mount(self, sub_path=sub_path, read_only=read_only, propagation=propagation)

    def read_only(self) -> "Mount":
        """Return the volume as it is to be mounted without the right to write."""
        return Mount(self, read_only=True)


@refuses_unknown_settings
@attrs.frozen(cache_hash=True)
class Mount(metaclass=Shared):
    """A volume, or a part of it, as a container mounts it."""

    volume: Volume
    sub_path: str | None = attrs.field(default=None, kw_only=True)
    read_only: bool = attrs.field(default=False, kw_only=True)
    propagation: Propagation | None = attrs.field(default=None, kw_only=True)

    def __attrs_post_init__(self) -> None:
        if not isinstance(self.volume, Volume):
            fix = "Use Volume.empty_dir and its like."
            raise SettingError("Mount", "a Volume is mounted", got=self.volume, fix=fix)
        if self.sub_path is not None:
            relative_path(self.sub_path, f"Volume {self.volume.name!r}")
        if self.read_only is not False:
            switches(self, ("read_only",), f"Volume {self.volume.name!r}")
        if self.propagation is not None:
            one_of(_PROPAGATIONS, self.propagation, f"Volume {self.volume.name!r}", "propagation")


@refuses_unknown_settings
@attrs.frozen(cache_hash=True)
class VolumeFile:
    """A file in a volume."""

    volume: Volume
    path: str

    def __attrs_post_init__(self) -> None:
        if not isinstance(self.volume, Volume):
            fix = 'Write volume.file("name").'
            raise SettingError("VolumeFile", "a file is in a Volume", got=self.volume, fix=fix)
        relative_path(self.path, f"Volume {self.volume.name!r}")

    def mount(self) -> Mount:
        """Return the file alone as it is to be mounted."""
        return self.volume.mount(sub_path=self.path)


def _slug(text: str) -> str:
    """Return a volume name for an object's name, which may have dots and be longer."""
    return text.replace(".", "-")[:_LONGEST_NAME].rstrip("-")


def _items(items: Items, name: str) -> tuple[Item, ...]:
    if items is None:
        return ()
    if isinstance(items, Mapping):
        return tuple(Item(key, path) for key, path in items.items())
    if isinstance(items, str) or not isinstance(items, Sequence):
        raise SettingError(f"Volume {name!r}", "items must be a mapping", got=items, fix='Write {"key": "path"}.')
    return tuple(items)
