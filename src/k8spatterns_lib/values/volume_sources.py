"""Where a volume's files come from; plain data, checked by the `Volume` that has it.

Source: Kubernetes API reference, Volume; Kubernetes docs, "Volumes", "Projected Volumes".
"""

from typing import Literal

import attrs

from k8spatterns_lib.values.environment import ContainerResource, PodField
from k8spatterns_lib.values.image import Image
from k8spatterns_lib.values.quantity import Memory
from k8spatterns_lib.values.shared import Shared

HostPathType = Literal[
    "", "DirectoryOrCreate", "Directory", "FileOrCreate", "File", "Socket", "CharDevice", "BlockDevice"
]
Medium = Literal["", "Memory"]
PullPolicy = Literal["Always", "IfNotPresent", "Never"]


@attrs.frozen
class EmptyDir(metaclass=Shared):
    """Scratch space that lives as long as its pod; `medium="Memory"` counts against memory limits."""

    size_limit: Memory | None = None
    medium: Medium = ""


@attrs.frozen
class HostPath:
    """A path of the node, with the reason why the pod needs it."""

    path: str
    type: HostPathType
    reason: str


@attrs.frozen
class Nfs:
    """A directory that an NFS server exports, with the reason why it is mounted past all claims."""

    server: str
    path: str
    reason: str
    read_only: bool = False


@attrs.frozen
class ClaimSource:
    """Storage behind a PersistentVolumeClaim."""

    claim_name: str
    read_only: bool = False


@attrs.frozen
class Item:
    """One key of a ConfigMap or Secret as a file, with its mode in octal (0o400) where it has its own."""

    key: str
    path: str
    mode: int | None = None


@attrs.frozen
class ConfigMapSource:
    """The keys of a ConfigMap as files; all of them where no items are named.

    Where it is `live`, a program follows the files, and a change does not roll the pods.
    """

    name: str
    items: tuple[Item, ...] = ()
    mode: int | None = None
    optional: bool = False
    live: bool = False


@attrs.frozen
class SecretSource:
    """The keys of a Secret as files; all of them where no items are named."""

    name: str
    items: tuple[Item, ...] = ()
    mode: int | None = None
    optional: bool = False


@attrs.frozen
class DownwardItem:
    """A field of the pod or a resource of a container as a file."""

    path: str
    field: PodField | ContainerResource
    mode: int | None = None


@attrs.frozen
class Downward:
    """What the pod knows of itself, as files."""

    items: tuple[DownwardItem, ...]


@attrs.frozen
class TokenSource:
    """A short-lived token of the pod's service account for one audience."""

    path: str
    audience: str | None = None
    expiration_seconds: int = 3600


@attrs.frozen
class Projected:
    """Several sources in one directory."""

    sources: tuple[ConfigMapSource | SecretSource | Downward | TokenSource, ...]
    mode: int | None = None


@attrs.frozen
class ImageSource:
    """The files of an image, read-only."""

    image: Image
    pull_policy: PullPolicy | None = None


Source = EmptyDir | HostPath | Nfs | ClaimSource | ConfigMapSource | SecretSource | Projected | Downward | ImageSource
