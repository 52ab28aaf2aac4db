"""The program that fills kuard's memory queue, run as it is in its container, against a stand-in.

The stand-in answers like kuard (`pkg/memq/server`): a queue must be made, making it twice is
an error, and the statistics count what was ever put in.
"""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from k8spatterns_lib.patterns.behavioral import fill_kuard_queue

PROGRAM = Path(fill_kuard_queue.__file__)
ITEMS = ["work-item-0", "ein Stück", "a\nb"]


class StandIn(ThreadingHTTPServer):
    """A server that behaves like kuard's memory queue; it can lose one answer."""

    def __init__(self, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), Handler)
        self.queues: dict[str, dict[str, Any]] = {}
        self.lose_answer_to: str | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/memq/server"


class Handler(BaseHTTPRequestHandler):
    server: StandIn  # pyright: ignore[reportIncompatibleVariableOverride] - it serves no other
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        queues = [
            {"name": name, "depth": len(each["items"]), "enqueued": each["enqueued"], "dequeued": 0, "drained": 0}
            for name, each in self.server.queues.items()
        ]
        self.answer(200, json.dumps({"kind": "stats", "queues": queues}) if self.path == "/memq/server/stats" else "")

    def do_PUT(self) -> None:
        name = self.path.removeprefix("/memq/server/queues/")
        if name in self.server.queues:
            self.answer(400, "already exists\n")
        else:
            self.server.queues[name] = {"items": [], "enqueued": 0}
            self.answer(200, "")

    def do_POST(self) -> None:
        name = self.path.removeprefix("/memq/server/queues/").removesuffix("/enqueue")
        item = self.rfile.read(int(self.headers["Content-Length"])).decode()
        if name not in self.server.queues:
            self.answer(400, "does not exist\n")
            return
        self.server.queues[name]["items"].append(item)
        self.server.queues[name]["enqueued"] += 1
        if self.server.lose_answer_to == item:
            self.server.lose_answer_to = None
            self.connection.shutdown(socket.SHUT_RDWR)
            self.close_connection = True
        else:
            self.answer(200, json.dumps({"kind": "message", "body": item}))

    def answer(self, status: int, text: str) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(text.encode())))
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's own name
        """Keep quiet."""


@pytest.fixture
def kuard() -> Iterator[StandIn]:
    with StandIn() as server:
        yield from served(server)


def served(server: StandIn) -> Iterator[StandIn]:
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()


@pytest.fixture
def items(tmp_path: Path) -> Path:
    file = tmp_path / "items.json"
    file.write_text(json.dumps(ITEMS))
    return file


def started(url: str, mode: str, items: Path, seconds: float) -> "subprocess.Popen[str]":
    env = {**os.environ, "QUEUE_URL": url, "QUEUE_NAME": "keys"}
    command = [sys.executable, str(PROGRAM), mode, str(items), str(seconds)]
    return subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def run(url: str, mode: str, items: Path, seconds: float = 20) -> tuple[int, str]:
    with started(url, mode, items, seconds) as process:
        out, error = process.communicate(timeout=60)
    return process.returncode, out + error


def test_all_items_go_in_once_and_in_order_however_often_it_runs(kuard: StandIn, items: Path) -> None:
    first = run(kuard.url, "fill", items)
    second = run(kuard.url, "fill", items)

    assert first == (0, "keys: 3 of 3 items were missing, now all are in\n")
    assert second == (0, "keys: 0 of 3 items were missing, now all are in\n")
    assert kuard.queues == {"keys": {"items": ITEMS, "enqueued": 3}}


def test_items_that_were_taken_meanwhile_are_not_put_in_again(kuard: StandIn, items: Path) -> None:
    run(kuard.url, "fill", items)
    kuard.queues["keys"]["items"].clear()

    status, _ = run(kuard.url, "fill", items)

    assert status == 0
    assert kuard.queues == {"keys": {"items": [], "enqueued": 3}}


@pytest.mark.parametrize("item", ITEMS)
def test_an_answer_that_is_lost_makes_no_item_come_twice(kuard: StandIn, items: Path, item: str) -> None:
    kuard.lose_answer_to = item

    status, said = run(kuard.url, "fill", items)

    assert status == 0
    assert kuard.lose_answer_to is None
    assert kuard.queues["keys"]["items"] == ITEMS
    assert said.startswith("keys: Remote end closed connection without response\n")


def test_it_goes_on_where_another_run_stopped(kuard: StandIn, items: Path) -> None:
    kuard.queues["keys"] = {"items": ITEMS[:1], "enqueued": 1}

    status, _ = run(kuard.url, "fill", items)

    assert status == 0
    assert kuard.queues["keys"]["items"] == ITEMS


def test_workers_wait_until_the_last_item_is_in(kuard: StandIn, items: Path) -> None:
    kuard.queues["keys"] = {"items": ITEMS[:2], "enqueued": 2}
    early = run(kuard.url, "wait", items, seconds=0)

    with started(kuard.url, "wait", items, seconds=30) as waiting:
        run(kuard.url, "fill", items)
        out, error = waiting.communicate(timeout=60)

    assert early == (1, "keys: given up after 0 s: it is not filled yet\n")
    assert (waiting.returncode, out, error) == (0, "", "")


def test_a_server_that_does_not_answer_is_told_in_one_line(items: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/memq/server"

        status, said = run(url, "fill", items, seconds=1)

    assert status == 1
    assert re.fullmatch(
        r"keys: \[Errno \d+\] Connection refused\nkeys: given up after 1.* s: .* Connection refused\n", said
    )


def test_it_ends_when_its_pod_is_told_to(kuard: StandIn, items: Path) -> None:
    with started(f"{kuard.url}/nowhere", "wait", items, seconds=60) as waiting:
        assert waiting.stdout is not None
        line = waiting.stdout.readline()
        waiting.send_signal(signal.SIGTERM)
        waiting.communicate(timeout=60)

    assert line.startswith("keys: ")
    assert waiting.returncode == 143
