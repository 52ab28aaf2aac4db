"""The API server, asked with the credentials of the pod.

Source: Kubernetes docs, "Accessing the Kubernetes API from a Pod".
"""

import json
import ssl
from contextlib import suppress
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from pathlib import Path
from typing import Any, Protocol

Json = dict[str, Any]


class Refused(Exception):  # noqa: N818 - what the server did, not what went wrong here
    """The API server said no."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(f"the API server answered {status}: {message}")
        self.status = status


UNDONE = (Refused, OSError, HTTPException, ValueError)
"""What a call raises. But for `Refused`, it may have been done all the same."""


class Calls(Protocol):
    """Something that can be asked like the API server."""

    def call(self, method: str, path: str, body: Json | None, seconds: float) -> Json:
        """Send one request, each part of which may take `seconds`, and return the answer."""
        ...


class ApiServer:
    """The API server, over one connection that is kept.

    Args:
        credentials: A directory with the files `token` and `ca.crt`.
        host: Its address.
        port: Its port.
    """

    def __init__(self, credentials: Path, host: str, port: int) -> None:
        self._credentials = credentials
        self._host = host
        self._port = port
        self._connection: HTTPConnection | None = None

    def call(self, method: str, path: str, body: Json | None, seconds: float) -> Json:
        """Send one request; the token is read each time, since the kubelet renews it.

        Raises:
            Refused: The server said no.
            OSError, HTTPException, ValueError: No answer came, or none that can be read.
        """
        connection = self._connected(seconds)
        kind = "application/merge-patch+json" if method == "PATCH" else "application/json"
        token = (self._credentials / "token").read_text().strip()
        headers = {"Authorization": f"Bearer {token}", "Content-Type": kind, "User-Agent": "k8spatterns-elector"}
        try:
            connection.request(method, path, None if body is None else json.dumps(body), headers)
            answer = connection.getresponse()
            content = answer.read().decode(errors="replace")
        except (OSError, HTTPException):
            connection.close()
            self._connection = None
            raise
        if not 200 <= answer.status < 300:  # noqa: PLR2004 - the codes of success
            raise Refused(answer.status, _message(content))
        found: Json = json.loads(content)
        return found

    def _connected(self, seconds: float) -> HTTPConnection:
        if self._connection is None:
            context = ssl.create_default_context(cafile=str(self._credentials / "ca.crt"))
            # From 3.13 on Python asks for extensions that the authorities of many clusters do not write.
            context.verify_flags &= ~ssl.VERIFY_X509_STRICT
            self._connection = HTTPSConnection(self._host, self._port, context=context)
        self._connection.timeout = seconds
        if self._connection.sock is not None:
            self._connection.sock.settimeout(seconds)
        return self._connection


def _message(content: str) -> str:
    """Return what a `Status` says, or what came in its place, on one line."""
    with suppress(ValueError, KeyError, TypeError):
        content = json.loads(content)["message"]
    return " ".join(content.split())
