"""A stand-in for the API server: one Lease and the labels of pods, over HTTPS, with what can go wrong on the way.

It does what the real one does with these: versions that only grow, conflicts, tokens, rights by name.
(Kubernetes API concepts, "Resource versions"; the same candidates were tried against kube-apiserver 1.37.2.)
"""

import copy
import itertools
import json
import re
import ssl
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any, Self

HERE = Path(__file__).parent
LEASE = "/apis/coordination.k8s.io/v1/namespaces/shop/leases/web"
_POD = re.compile(r"/api/v1/namespaces/shop/pods/([a-z0-9-]+)/status")
Json = dict[str, Any]


class LeaseStore:
    """One Lease, as the API server keeps it; also the network, for those who are asked to be cut off or late."""

    def __init__(self) -> None:
        self._versions = itertools.count(100)
        self._lock = threading.Lock()
        self.lease: Json | None = None
        self.taken: list[Json] = []

    def apply(self) -> None:
        """Make the Lease from its manifest, if it is not there."""
        with self._lock:
            if self.lease is None:
                number = next(self._versions)
                self.lease = {"metadata": {"name": "web", "uid": f"u{number}", "resourceVersion": str(number)}}

    def replace(self) -> None:
        """Put the manifest in the place of all that the Lease says, as `kubectl replace` does."""
        self.change(lambda lease: lease.pop("spec", None))

    def annotate(self) -> None:
        """Change what is no business of electors."""
        self.change(lambda lease: lease["metadata"].update(annotations={"note": "a"}))

    def change(self, how: Callable[[Json], object]) -> None:
        """Change the Lease past everyone."""
        with self._lock:
            assert self.lease is not None
            how(self.lease)
            self.lease["metadata"]["resourceVersion"] = str(next(self._versions))

    def delete(self) -> None:
        """Delete the Lease."""
        with self._lock:
            self.lease = None

    def answer(self, method: str, body: Json | None) -> tuple[int, Json]:
        """Return status and object, or status and message."""
        with self._lock:
            if self.lease is None:
                return 404, {"message": 'leases.coordination.k8s.io "web" not found'}
            if method == "PUT":
                assert body is not None
                if body["metadata"]["resourceVersion"] != self.lease["metadata"]["resourceVersion"]:
                    return 409, {"message": "the object has been modified"}
                if body["spec"]["leaseDurationSeconds"] < 1:
                    return 422, {"message": "leaseDurationSeconds must be greater than 0"}
                self.lease = copy.deepcopy(body)
                self.lease["metadata"]["resourceVersion"] = str(next(self._versions))
                self.taken.append(copy.deepcopy(self.lease))
            return 200, copy.deepcopy(self.lease)


class ApiServer:
    """The Lease behind HTTPS, on a free port of loopback, and who may talk to it.

    Args:
        folder: Where credentials are written.
    """

    def __init__(self, folder: Path) -> None:
        self.store = LeaseStore()
        self.store.apply()
        self.labels: dict[str, dict[str, str]] = {}
        self.refused: list[str] = []
        self.cut_off: set[str] = set()
        self.deaf = False
        self.keeps_labels = False
        self.loses_answers = 0
        self._folder = folder
        self._names: dict[str, str] = {}
        self._over = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(HERE / "api_server.pem")
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True, do_handshake_on_connect=False)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05})

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self._server.server_address[1])

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._over.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def credentials(self, name: str) -> Path:
        """Write what the kubelet would mount into the pod `name`, and return the directory."""
        folder = self._folder / name / "credentials"
        folder.mkdir(parents=True)
        (folder / "namespace").write_text("shop")
        (folder / "ca.crt").write_bytes((HERE / "authority.pem").read_bytes())
        self.renew_token(name)
        return folder

    def renew_token(self, name: str) -> None:
        """Give the pod a new token; the old one is refused from now on."""
        token = f"token-{name}-{time.monotonic_ns()}"
        self._names = {old: of for old, of in self._names.items() if of != name} | {token: name}
        (self._folder / name / "credentials" / "token").write_text(token)

    def answer(self, method: str, path: str, body: Json | None) -> tuple[int, Json]:
        """Return what the rights of the pattern's Role and the objects allow."""
        pod = _POD.fullmatch(path)
        if path == LEASE and method in {"GET", "PUT"}:
            return self.store.answer(method, body)
        if pod is None or method != "PATCH" or body is None or self.keeps_labels:
            return 403, {"message": f"cannot {method} {path}"}
        if pod[1] not in self.labels:
            return 404, {"message": f'pods "{pod[1]}" not found'}
        for key, value in body["metadata"]["labels"].items():
            if value is None:
                self.labels[pod[1]].pop(key, None)
            else:
                self.labels[pod[1]][key] = value
        return 200, {"kind": "Pod", "metadata": {"name": pod[1]}}

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        api = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            timeout = 20

            def handle(self) -> None:
                try:
                    super().handle()
                except OSError:
                    """A client that was killed, or does not trust the certificate, says no goodbye."""

            def _serve(self) -> None:
                length = int(self.headers.get("Content-Length") or 0)
                body = json.loads(self.rfile.read(length)) if length else None
                name = api._names.get(self.headers["Authorization"].removeprefix("Bearer "))
                if api.deaf or name in api.cut_off:
                    # As on a network that drops what it is given: no answer, and no end of the connection.
                    api._over.wait(20)
                    self.close_connection = True
                    return
                status, said = api.answer(self.command, self.path, body) if name else (401, {"message": "Unauthorized"})
                if status not in {200, 409}:
                    api.refused.append(f"{status} {self.command} {self.path}")
                if api.loses_answers and self.command == "PUT" and status == 200:
                    api.loses_answers -= 1
                    self.close_connection = True
                    return
                content = json.dumps(said).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            do_GET = do_PUT = do_PATCH = do_POST = do_DELETE = _serve  # noqa: N815 - the base's names

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's own name
                """Keep quiet."""

        return Handler
