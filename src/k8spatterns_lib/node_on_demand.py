"""Node on demand: jsii starts its Node when it is asked something, not when it is imported.

`constructs` and `cdk8s` load their JavaScript on import, which starts two processes and takes
a third of a small program's time. A program whose objects are all the library's own asks
that JavaScript nothing (see `manifests/tree`).

jsii speaks to Node through a provider. Until it is needed, another stands in its place, which
only remembers what is to be loaded. Whatever else it is asked puts the first one back, loads
what it remembers in the same order, and is passed on. Where jsii is not built like that, it is
left as it is.

Decided here: when Node starts. Decided elsewhere: which Node (`node`), and who asks (`manifests/tree`).
"""

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Protocol, cast

import jsii


class _Request(Protocol):
    tarball: str


class _Provider(Protocol):
    def load(self, request: _Request) -> object: ...


class _Kernel(Protocol):
    provider: _Provider


def start_node_on_demand(kernel: object = jsii.kernel) -> None:
    """Let `kernel` start Node on the first question; one that is built in another way starts it as it likes."""
    provider = getattr(kernel, "provider", None)
    if callable(getattr(provider, "load", None)) and not isinstance(provider, _Waiting):
        known = cast("_Kernel", kernel)
        known.provider = _Waiting(known)


class _Waiting:
    """Stands in for the provider of `kernel` until it is asked for more than to load a package."""

    def __init__(self, kernel: _Kernel) -> None:
        self._kernel = kernel
        self._provider = kernel.provider
        self._requests: list[_Request] = []

    def load(self, request: _Request) -> object:
        """Remember what is to be loaded; the kernel takes no answer."""
        if _stays(getattr(request, "tarball", None)):
            self._requests.append(request)
            return None
        return self._started().load(request)

    def __getattr__(self, name: str) -> Callable[..., object]:
        """Start Node, and return what jsii's own provider calls `name`."""
        answer: Callable[..., object] = getattr(self._started(), name)
        return answer

    def _started(self) -> _Provider:
        for request in self._requests:
            self._provider.load(request)
        # Only now, so that a Node that is missing is missed again by the next question.
        self._kernel.provider = self._provider
        return self._provider


def _stays(tarball: object) -> bool:
    """Return whether a file will be there later, too: what comes out of a zip file is a temporary one."""
    return isinstance(tarball, str) and Path(tarball).parent != Path(tempfile.gettempdir())
