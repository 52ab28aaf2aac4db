"""Serves the newest values of a text file as JSON; runs in the adapter's container.

Usage: json_lines_server.py FILE FIELDS PORT, where FIELDS is a JSON file with a regular
expression for each field.
"""

import json
import re
import signal
import sys
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

LARGEST = 2**20


def newest(path: Path, fields: Mapping[str, re.Pattern[str]]) -> dict[str, str | None]:
    """Return the last match of each field in the last MiB of the file; None while there is none."""
    try:
        with path.open("rb") as file:
            file.seek(max(path.stat().st_size - LARGEST, 0))
            text = file.read().decode(errors="replace")
    except OSError:
        text = ""
    values: dict[str, str | None] = {}
    for name, expression in fields.items():
        found: re.Match[str] | None = None
        for each in expression.finditer(text):
            found = each
        values[name] = None if found is None else found[1 if expression.groups else 0]
    return values


def handler_of(path: Path, fields: Mapping[str, re.Pattern[str]]) -> type[BaseHTTPRequestHandler]:
    """Return the class that answers requests."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path not in {"/", "/healthz"}:
                self.send_error(404)
                return
            values = newest(path, fields) if self.path == "/" else {}
            body = (json.dumps(values) + "\n").encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's own name
            """Keep quiet: probes would fill the log."""

    return Handler


def main(source: str, expressions: str, port: str) -> None:
    """Serve until the pod stops."""
    fields = {name: re.compile(each) for name, each in json.loads(Path(expressions).read_text()).items()}
    server = ThreadingHTTPServer(("0.0.0.0", int(port)), handler_of(Path(source), fields))  # noqa: S104 - of the pod
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    server.serve_forever()


if __name__ == "__main__":
    main(*sys.argv[1:])
