"""Volumes by value: containers that share one mount equal volumes."""

from collections.abc import Mapping, Sequence
from typing import Literal, Self

import attrs

from k8spatterns_lib.errors import SettingError
from k8spatterns_lib.values.environment import ContainerResource, PodField
from k8spatterns_lib.values.image import Image
from k8spatterns_lib.values.names import absolute_path, config_key, dns_label, dns_subdomain
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
_HIGHEST_MODE = 0o777
_LONGEST_NAME = 63


@attrs.frozen(cache_hash=True)
class Volume:
    """A directory that containers of a pod can mount; made by one of the class methods.

    Each of them raises `SettingError` where a name, a path or an amount is wrong.
    """

    name: str
    source: Source

    def __attrs_post_init__(self) -> None:
        dns_label(self.name, f"Volume {self.name!r}")

    @classmethod
    def empty_dir(
        cls, name: str, *, size_limit: str | Memory | None = None, medium: Literal["", "Memory"] = ""
    ) -> Self:
        """Return scratch space that lives as long as its pod.

        Args:
            name: The volume's name in its pod.
            size_limit: The pod is evicted beyond it. Default: none.
            medium: "Memory" for a tmpfs that counts against memory limits. Default: the node's disk.
        """
        where = f"Volume {name!r}"
        if medium not in {"", "Memory"}:
            raise SettingError(where, "medium is unknown", got=medium, fix='Use "" or "Memory".')
        return cls(name, EmptyDir(None if size_limit is None else Memory.parse(size_limit, where=where), medium))

    @classmethod
    def host_path(cls, name: str, path: str, *, reason: str, type: HostPathType = "") -> Self:  # noqa: A002 - the API's word
        """Return a path of the node; the reason lands in the report of exceptions.

        Args:
            name: The volume's name in its pod.
            path: The absolute path on the node.
            reason: Why the pod needs it.
            type: What must be there. Default: nothing is checked.
        """
        where = f"Volume {name!r}"
        absolute_path(path, where)
        if not isinstance(reason, str) or not reason.strip():
            raise SettingError(
                where, "a host path needs a reason", got=reason, fix="Say why the pod needs the node's files."
            )
        return cls(name, HostPath(path, type, reason))

    @classmethod
    def nfs(cls, name: str, *, server: str, path: str, read_only: bool = False) -> Self:
        """Return a directory that an NFS server exports."""
        return cls(name, Nfs(server, absolute_path(path, f"Volume {name!r}"), read_only))

    @classmethod
    def claim(cls, claim: str | ClaimRef | HasClaim, *, name: str | None = None, read_only: bool = False) -> Self:
        """Return the storage behind a claim; the volume is named like the claim unless said otherwise."""
        text = dns_subdomain(claim_name(claim), "Volume.claim", "claim")
        return cls(name or _slug(text), ClaimSource(text, read_only))

    @classmethod
    def config_map(
        cls,
        config_map: str | ConfigMapRef | HasConfigMap,
        *,
        name: str | None = None,
        items: Items = None,
        mode: int | None = None,
        optional: bool = False,
    ) -> Self:
        """Return the keys of a ConfigMap as files.

        Args:
            config_map: The ConfigMap, by name or as a construct.
            name: The volume's name in its pod. Default: the ConfigMap's.
            items: Paths by key, where not all keys are wanted.
            mode: The files' mode, such as 0o444. Default: 0o644.
            optional: Start without it if it is not there. Default: False.
        """
        text = dns_subdomain(config_map_name(config_map), "Volume.config_map", "config_map")
        where = f"Volume {text!r}"
        return cls(name or _slug(text), ConfigMapSource(text, _items(items, where), _mode(mode, where), optional))

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
        """Return the keys of a Secret as files; the settings are those of `config_map`."""
        text = dns_subdomain(secret_name(secret), "Volume.secret", "secret")
        where = f"Volume {text!r}"
        return cls(name or _slug(text), SecretSource(text, _items(items, where), _mode(mode, where), optional))

    @classmethod
    def projected(
        cls,
        name: str,
        *sources: "ConfigMapSource | SecretSource | Downward | TokenSource | Volume",
        mode: int | None = None,
    ) -> Self:
        """Return several sources in one directory; volumes of a ConfigMap, a Secret or fields will do."""
        where = f"Volume {name!r}"
        plain = tuple(each.source if isinstance(each, Volume) else each for each in sources)
        kept = tuple(each for each in plain if isinstance(each, (ConfigMapSource, SecretSource, Downward, TokenSource)))
        if not kept or len(kept) != len(plain):
            fix = "Give ConfigMaps, Secrets, pod fields or tokens."
            raise SettingError(where, "this can not be projected", got=list(plain), fix=fix)
        return cls(name, Projected(kept, _mode(mode, where)))

    @classmethod
    def downward(cls, name: str, items: Mapping[str, PodField | ContainerResource]) -> Self:
        """Return fields of the pod and resources of its containers as files, by path."""
        listed = tuple(DownwardItem(path, field) for path, field in items.items())
        if not listed:
            raise SettingError(f"Volume {name!r}", "at least one field is needed", got=items, fix="Name one.")
        return cls(name, Downward(listed))

    @classmethod
    def image(cls, name: str, image: str | Image) -> Self:
        """Return the files of an image, read-only."""
        return cls(name, ImageSource(Image.parse(image)))

    def file(self, path: str) -> "VolumeFile":
        """Return a file of the volume; `path` is relative to its root."""
        return VolumeFile(self, path)

    def mount(
        self,
        *,
        sub_path: str | None = None,
        read_only: bool = False,
        propagation: Literal["None", "HostToContainer", "Bidirectional"] | None = None,
    ) -> "Mount":
        """Return the volume, or a part of it, as it is to be mounted."""
        return Mount(self, sub_path=sub_path, read_only=read_only, propagation=propagation)

    def read_only(self) -> "Mount":
        """Return the volume as it is to be mounted without the right to write."""
        return Mount(self, read_only=True)


@attrs.frozen(cache_hash=True)
class Mount:
    """A volume, or a part of it, as a container mounts it."""

    volume: Volume
    sub_path: str | None = attrs.field(default=None, kw_only=True)
    read_only: bool = attrs.field(default=False, kw_only=True)
    propagation: Literal["None", "HostToContainer", "Bidirectional"] | None = attrs.field(default=None, kw_only=True)

    def __attrs_post_init__(self) -> None:
        if not isinstance(self.volume, Volume):
            raise SettingError(
                "Mount", "a Volume is mounted", got=self.volume, fix="Use Volume.empty_dir and its like."
            )
        if self.sub_path is not None:
            _relative(self.sub_path, f"Volume {self.volume.name!r}")


@attrs.frozen(cache_hash=True)
class VolumeFile:
    """A file in a volume."""

    volume: Volume
    path: str

    def __attrs_post_init__(self) -> None:
        _relative(self.path, f"Volume {self.volume.name!r}")

    def mount(self) -> Mount:
        """Return the file alone as it is to be mounted."""
        return self.volume.mount(sub_path=self.path)


def _relative(path: str, where: str) -> None:
    if not isinstance(path, str) or not path or path.startswith("/") or ".." in path.split("/"):
        raise SettingError(
            where, "a path in a volume must be relative", got=path, fix="Leave out the first '/' and '..'."
        )


def _slug(text: str) -> str:
    """Return a volume name for an object's name, which may have dots and be longer."""
    return text.replace(".", "-")[:_LONGEST_NAME].rstrip("-")


def _items(items: Items, where: str) -> tuple[Item, ...]:
    if items is None:
        return ()
    listed = _named(items)
    for item in listed:
        config_key(item.key, where)
        _relative(item.path, where)
        _mode(item.mode, where)
    return listed


def _named(items: Mapping[str, str] | Sequence[Item]) -> tuple[Item, ...]:
    if isinstance(items, Mapping):
        return tuple(Item(key, path) for key, path in items.items())
    return tuple(items)


def _mode(mode: int | None, where: str) -> int | None:
    if mode is not None and (type(mode) is not int or not 0 <= mode <= _HIGHEST_MODE):
        raise SettingError(where, "a mode must be 0o000 to 0o777", got=mode, fix="Write it in octal: 0o444.")
    return mode
