"""How the pod is told who leads: on a port of localhost, and in a file."""

import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from .api_server import Json
from .election import Election


def standing(election: Election) -> Json:
    """Return whether this pod leads at this moment, who has the Lease, and the token; only a leader has one."""
    term = election.current_term()
    return {"leader": term is not None, "holder": election.holder, "token": None if term is None else term.token}


def write_standing(election: Election, file: Path) -> None:
    """Write the standing into the file, in one step, for readers that must mind `until` themselves.

    It is the end of the term in seconds since the node's start, the first number in /proc/uptime: should the
    elector be killed, the file stays as it was.
    """
    term = election.current_term()
    text = json.dumps({**standing(election), "until": None if term is None else round(term.until, 3)})
    new = file.with_name(f".{file.name}")
    new.write_text(f"{text}\n")
    new.replace(file)


def standing_server(election: Election, port: int) -> ThreadingHTTPServer:
    """Return a server that answers `GET /` from within the pod."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path != "/":
                self.send_error(404)
                return
            body = f"{json.dumps(standing(election))}\n".encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's own name
            """Keep quiet: the main container asks often."""

    return ThreadingHTTPServer(("127.0.0.1", port), Handler)
