"""Offers the newest lines that were posted to it; runs beside the log normalizer's fluent-bit.

`POST /` takes lines, from the pod itself alone. `GET /` answers with those that are kept, the
oldest first, as one JSON object a line; `GET /?last=10` with the last 10. `GET /healthz` answers
as soon as it listens.

Usage: recent_lines_server.py PORT LINES, where LINES is how many are kept (of 4 MiB at most).
"""

import signal
import sys
from collections import deque
from collections.abc import Iterable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from threading import Lock
from urllib.parse import parse_qs, urlsplit

LARGEST = 2**22


class RecentLines:
    """The newest lines, up to a number and to a size."""

    def __init__(self, most: int) -> None:
        self._lines: deque[bytes] = deque()
        self._most = most
        self._size = 0
        self._lock = Lock()

    def add(self, lines: Iterable[bytes]) -> None:
        """Take lines; the oldest go where there are too many."""
        with self._lock:
            for line in lines:
                self._lines.append(line)
                self._size += len(line)
                while len(self._lines) > self._most or self._size > LARGEST:
                    self._size -= len(self._lines.popleft())

    def last(self, count: int | None) -> bytes:
        """Return the last `count` lines, or all."""
        with self._lock:
            lines = list(self._lines)
        return b"".join(lines if count is None else lines[len(lines) - min(count, len(lines)) :])


def is_of_the_pod(address: str) -> bool:
    """Tell whether a client is in the same pod."""
    return ip_address(address.removeprefix("::ffff:")).is_loopback


def handler_of(recent: RecentLines) -> type[BaseHTTPRequestHandler]:
    """Return the class that answers requests."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            asked = urlsplit(self.path)
            last = parse_qs(asked.query).get("last", [""])[0]
            if asked.path not in {"/", "/healthz"} or (last and not last.isdecimal()):
                self.send_error(404 if asked.path not in {"/", "/healthz"} else 400)
                return
            self._answer(200, recent.last(int(last) if last else None) if asked.path == "/" else b"")

        def do_POST(self) -> None:
            if not is_of_the_pod(self.client_address[0]):
                self.close_connection = True
                self._answer(403, b"")
                return
            rest = int(self.headers.get("Content-Length", 0))
            while rest > 0 and (line := self.rfile.readline(min(rest, LARGEST))):
                rest -= len(line)
                if line.strip():
                    recent.add([line if line.endswith(b"\n") else line + b"\n"])
            self._answer(200, b"")

        def _answer(self, status: int, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", "application/x-ndjson")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's own name
            """Keep quiet: probes would fill the log."""

    return Handler


def main(port: str, lines: str) -> None:
    """Serve until the pod stops."""
    server = ThreadingHTTPServer(("0.0.0.0", int(port)), handler_of(RecentLines(int(lines))))  # noqa: S104 - of the pod
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    server.serve_forever()


if __name__ == "__main__":
    main(*sys.argv[1:])
