"""Electors as processes, and someone who asks all of them all the time who leads."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterable
from http.client import HTTPConnection, HTTPException
from itertools import pairwise
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import attrs

from k8spatterns_lib.patterns.behavioral import elector
from tests.stand_ins.api_server import ApiServer

PROGRAM = Path(elector.__file__).parent


def free_port() -> int:
    """Return a port of loopback that nobody uses."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


class Candidate:
    """A pod's elector, run as the container would."""

    def __init__(self, name: str, api: ApiServer, folder: Path, *args: str) -> None:
        self.name = name
        self.port = free_port()
        self.file = folder / name / "leader.json"
        self.log = folder / name / "log"
        credentials = folder / name / "credentials"
        if not credentials.exists():
            api.credentials(name)
        self.command = [
            *(sys.executable, "-m", "elector", "--lease=web", f"--port={self.port}"),
            *(f"--file={self.file}", f"--credentials={credentials}", *args),
        ]
        self.environment = os.environ | {
            "POD_NAME": name,
            "POD_IP": "127.0.0.1",
            "KUBERNETES_SERVICE_HOST": "127.0.0.1",
            "KUBERNETES_SERVICE_PORT": str(api.port),
        }
        self.start()

    def start(self) -> None:
        """Start its process."""
        with self.log.open("a") as log:
            self.process = subprocess.Popen(
                self.command, cwd=PROGRAM.parent, env=self.environment, stdout=log, stderr=log
            )

    def ask(self) -> dict[str, Any] | None:
        """Return what `GET /` answers, or None if nothing comes."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=1)
        try:
            connection.request("GET", "/")
            answer: dict[str, Any] = json.loads(connection.getresponse().read())
        except (OSError, HTTPException):
            return None
        else:
            return answer
        finally:
            connection.close()

    def says(self) -> dict[str, Any]:
        """Return what the file says."""
        said: dict[str, Any] = json.loads(self.file.read_text())
        return said

    def kill(self) -> None:
        """Kill it as the kernel does: it can do nothing more."""
        self.process.kill()
        self.process.wait()

    def stop(self) -> int:
        """Tell it to stop, and return its exit code."""
        self.process.send_signal(signal.SIGCONT)
        self.process.terminate()
        try:
            return self.process.wait(timeout=30)
        finally:
            self.process.kill()


@attrs.frozen
class Term:
    """A time in which a candidate led for certain: from its first such answer until its last was asked for."""

    name: str
    token: int
    first: float
    last: float


class Asker:
    """Asks all candidates all the time, each from a thread of its own."""

    def __init__(self, candidates: Iterable[Candidate]) -> None:
        self._answers: list[tuple[str, float, float, dict[str, Any] | None]] = []
        self._over = threading.Event()
        self._threads = [threading.Thread(target=self._ask, args=[each]) for each in candidates]

    def __enter__(self) -> Self:
        for each in self._threads:
            each.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._over.set()
        for each in self._threads:
            each.join()

    def _ask(self, candidate: Candidate) -> None:
        while not self._over.wait(0.01):
            sent = time.monotonic()
            answer = candidate.ask()
            self._answers.append((candidate.name, sent, time.monotonic(), answer))

    def terms(self) -> list[Term]:
        """Return the terms that were seen, in their order."""
        found: dict[tuple[str, int], Term] = {}
        for name, sent, received, answer in sorted(self._answers, key=lambda each: each[1]):
            if answer is not None and answer["leader"]:
                new = Term(name, answer["token"], received, sent)
                known = found.setdefault((name, answer["token"]), new)
                found[name, answer["token"]] = attrs.evolve(known, last=sent)
        return sorted(found.values(), key=lambda each: each.first)

    def faults(self) -> list[str]:
        """Return where two led at once, where a token did not grow, and where one who did not lead had one."""
        terms = self.terms()
        found = []
        for before, after in pairwise(terms):
            if after.first < before.last:
                found.append(f"two led at once: {before} {after}")
            if after.token <= before.token:
                found.append(f"the token did not grow: {before} {after}")
        found += [
            f"a token without a term: {each}"
            for *_, each in self._answers
            if each and not each["leader"] and each["token"] is not None
        ]
        return found
