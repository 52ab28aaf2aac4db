"""Whether the main container is well: its liveness probe, asked as the kubelet asks it.

A pod whose main container crashes again and again is not deleted, so its elector would renew for ever.

Source: Kubernetes docs, "Configure Liveness, Readiness and Startup Probes".
"""

import socket
import ssl
from collections.abc import Callable, Mapping
from contextlib import closing
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import SplitResult, urlsplit

_PASSED = range(200, 400)


def health_check(url: str, host: str, headers: Mapping[str, str], seconds: float) -> Callable[[], bool]:
    """Return a function that tells whether a probe passes.

    Args:
        url: `http://:8080/alive`, `https://:8443/alive` or `tcp://:8080`.
        host: The pod's address.
        headers: Of the request.
        seconds: How long it may take.
    """
    asked = urlsplit(url)

    def passes() -> bool:
        try:
            return _passes(asked, host, headers, seconds)
        except (OSError, HTTPException):
            return False

    return passes


def _passes(asked: SplitResult, host: str, headers: Mapping[str, str], seconds: float) -> bool:
    port = asked.port or 0
    if asked.scheme == "tcp":
        with socket.create_connection((host, port), timeout=seconds):
            return True
    connection = HTTPConnection(host, port, timeout=seconds)
    if asked.scheme == "https":
        anyone = ssl.create_default_context()
        anyone.check_hostname, anyone.verify_mode = False, ssl.CERT_NONE  # as the kubelet does
        connection = HTTPSConnection(host, port, timeout=seconds, context=anyone)
    with closing(connection):
        connection.request("GET", asked._replace(scheme="", netloc="").geturl() or "/", headers=dict(headers))
        return connection.getresponse().status in _PASSED
