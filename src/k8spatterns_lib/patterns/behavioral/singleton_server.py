"""What a ready-made server, such as `MySql`, tells a `ReliableSingleton` about itself."""

from typing import Protocol, runtime_checkable

import attrs

from k8spatterns_lib.patterns.pod_part import PodPart
from k8spatterns_lib.values.environment import SecretKey
from k8spatterns_lib.values.security import Security
from k8spatterns_lib.values.volume import Volume


@attrs.frozen(kw_only=True)
class ServerAccess:
    """How clients reach a server.

    Args:
        port: The container port, by name.
        number: The port that the Service has.
        user: Default: none.
        password: Default: none.
    """

    port: str
    number: int
    user: str | None = None
    password: SecretKey | None = None


@runtime_checkable
class SingletonServer(Protocol):
    """A server of which one runs."""

    @property
    def access(self) -> ServerAccess:
        """How clients reach it."""
        ...

    @property
    def security(self) -> Security:
        """The user and group that its image and its files have."""
        ...

    @property
    def grace_seconds(self) -> int:
        """How long it may take to stop."""
        ...

    def part(self, pattern: str, data: Volume) -> PodPart:
        """Return its containers and configuration; `data` is the volume that it keeps."""
        ...
