"""Fills a memory queue of kuard, or waits until it was filled; runs in containers of the queue.

Usage: fill_kuard_queue.py (fill | wait) ITEMS SECONDS, where ITEMS is a JSON file with a list
of texts, and SECONDS is how long to try. The queue is found by QUEUE_URL and QUEUE_NAME.

The server counts what was ever put into a queue. Nobody else puts items into this one, so
that number says where to go on: a second run, or one after a lost answer, adds nothing twice.
"""

import json
import os
import signal
import sys
import time
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import quote, urlsplit

ANSWER_SECONDS = 10


class ServerError(Exception):
    """The server refuses a request."""


class KuardQueue:
    """One queue of a kuard server."""

    def __init__(self, url: str, name: str) -> None:
        parts = urlsplit(url)
        self.name = name
        self.base = parts.path.rstrip("/")
        self.connection = HTTPConnection(parts.netloc, timeout=ANSWER_SECONDS)

    def put_in(self) -> int | None:
        """Return how many items were ever put into the queue; None while there is no queue."""
        queues = json.loads(self.ask("GET", "/stats"))["queues"]
        return next((each["enqueued"] for each in queues if each["name"] == self.name), None)

    def create(self) -> None:
        """Make the queue; it must not be there."""
        self.ask("PUT", f"/queues/{quote(self.name)}")

    def put(self, item: str) -> None:
        """Put one item into the queue."""
        self.ask("POST", f"/queues/{quote(self.name)}/enqueue", item.encode())

    def ask(self, method: str, path: str, body: bytes | None = None) -> bytes:
        """Return the body of an answer; after any failure the next request connects anew."""
        try:
            self.connection.request(method, self.base + path, body)
            answer = self.connection.getresponse()
            content = answer.read()
        except (OSError, HTTPException):
            self.connection.close()
            raise
        if answer.status != 200:  # noqa: PLR2004 - OK
            raise ServerError(f"{method} {path}: {answer.status} {content.decode(errors='replace').strip()}")
        return content


def fill(queue: KuardQueue, items: list[str]) -> bool:
    """Put in what is not in yet; always done in the end."""
    there = queue.put_in()
    if there is None:
        queue.create()
        there = 0
    for item in items[there:]:
        queue.put(item)
    say(f"{queue.name}: {max(len(items) - there, 0)} of {len(items)} items were missing, now all are in")
    return True


def wait(queue: KuardQueue, items: list[str]) -> bool:
    """Return whether all items were put in."""
    return (queue.put_in() or 0) >= len(items)


def say(text: str) -> None:
    """Write a line into the container's log."""
    print(text, flush=True)  # noqa: T201 - it is what a container's log is made of


def main(mode: str, items_file: str, seconds: str) -> str | None:
    """Try until it is done; return why it was not, if it was not in time."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    items: list[str] = json.loads(Path(items_file).read_text(encoding="utf-8"))
    queue = KuardQueue(os.environ["QUEUE_URL"], os.environ["QUEUE_NAME"])
    step = {"fill": fill, "wait": wait}[mode]
    end = time.monotonic() + float(seconds)
    why = "it is not filled yet"
    while True:
        try:
            if step(queue, items):
                return None
        except (OSError, HTTPException, ServerError, ValueError) as error:
            if why != str(error):
                say(f"{queue.name}: {error}")
            why = str(error)
        if time.monotonic() > end:
            return f"{queue.name}: given up after {seconds} s: {why}"
        time.sleep(1)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
