"""`KuardQueueServer`: kuard's memory queue for a `ReliableSingleton`.

The image's user has a name and no number, which `runAsNonRoot` does not take for proof; the
program runs as any user and writes nothing, so it gets the numbers that are the default.

Source: kuard's own source (`pkg/memq`, `Dockerfile`: user `nobody`, port 8080, `/ready`, `/healthy`).
"""

from typing import Final

import attrs

from k8spatterns_lib.patterns.behavioral.singleton_server import ServerAccess
from k8spatterns_lib.patterns.pod_part import PodPart
from k8spatterns_lib.values.container import Container
from k8spatterns_lib.values.image import Image
from k8spatterns_lib.values.probe import Probe
from k8spatterns_lib.values.resources import Resources
from k8spatterns_lib.values.security import RESTRICTED, Security
from k8spatterns_lib.values.volume import Volume

PORT: Final = 8080


@attrs.frozen(kw_only=True)
class KuardQueueServer:
    """A kuard of which only the queue is used."""

    image: Image
    resources: Resources

    @property
    def access(self) -> ServerAccess:
        """How clients reach it."""
        return ServerAccess(port="http", number=PORT)

    @property
    def security(self) -> Security:
        """Restricted, with numeric users."""
        return RESTRICTED

    @property
    def grace_seconds(self) -> int:
        """It stops at once: there is nothing that it could save."""
        return 5

    def part(self, pattern: str, data: Volume) -> PodPart:  # noqa: ARG002  # pyright: ignore[reportUnusedParameter] - the protocol's
        """Return the server; it keeps nothing."""
        server = Container(
            "kuard",
            image=self.image,
            ports={"http": PORT},
            readiness=Probe.http("/ready", port="http"),
            liveness=Probe.http("/healthy", port="http"),
            resources=self.resources,
        )
        return PodPart(containers=(server,))
