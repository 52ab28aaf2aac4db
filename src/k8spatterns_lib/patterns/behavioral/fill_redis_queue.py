"""Fills a Redis stream with items, or waits until it was filled; runs in containers of the queue.

Usage: fill_redis_queue.py (fill | wait) ITEMS SECONDS, where ITEMS is a JSON file with a list
of texts, and SECONDS is how long to try. The queue is found by QUEUE_HOST, QUEUE_PORT,
QUEUE_PASSWORD, QUEUE_NAME (the stream) and QUEUE_GROUP.

All items and a mark that they are in are written in one transaction, and only if the mark is
not there: however often this runs, and wherever it is killed, the items are in once.
"""

import hashlib
import json
import os
import signal
import socket
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Self

ANSWER_SECONDS = 30

Reply = str | int | None | list["Reply"]


class ServerError(Exception):
    """The server refuses a command, or breaks off."""


class Redis:
    """A connection that sends commands and reads replies (RESP 2)."""

    def __init__(self, host: str, port: int) -> None:
        self.socket = socket.create_connection((host, port), timeout=ANSWER_SECONDS)
        self.replies = self.socket.makefile("rb")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.replies.close()
        self.socket.close()

    def ask(self, *command: str) -> Reply:
        """Return the reply to one command."""
        return self.ask_all([command])[0]

    def ask_all(self, commands: Sequence[Sequence[str]]) -> list[Reply]:
        """Send all commands at once and return their replies."""
        self.socket.sendall(b"".join(map(encoded, commands)))
        return [self.reply() for _ in commands]

    def reply(self) -> Reply:
        """Read one reply."""
        line = self.replies.readline()
        self.need_end(line)
        kind, text = line[:1], line[1:-2].decode()
        if kind == b"-":
            raise ServerError(text)
        if kind == b"+":
            return text
        if kind == b":":
            return int(text)
        if text == "-1":
            return None
        if kind == b"*":
            return [self.reply() for _ in range(int(text))]
        body = self.replies.read(int(text) + 2)
        self.need_end(body)
        return body[:-2].decode()

    def need_end(self, received: bytes) -> None:
        """Refuse what is only the beginning of a reply."""
        if not received.endswith(b"\r\n"):
            raise ServerError("the connection broke off")


def encoded(command: Sequence[str]) -> bytes:
    """Return a command as the server reads it."""
    parts = [each.encode() for each in command]
    return b"*%d\r\n" % len(parts) + b"".join(b"$%d\r\n%s\r\n" % (len(each), each) for each in parts)


def mark_of(stream: str, items: list[str]) -> str:
    """Return the key that says that these items are in the stream."""
    text = json.dumps(items, separators=(",", ":"))
    return f"{stream}:filled:{hashlib.sha256(text.encode()).hexdigest()[:10]}"


def fill(redis: Redis, stream: str, items: list[str]) -> bool:
    """Put all items in, unless they are; return whether they are, for another run may come in between."""
    mark = mark_of(stream, items)
    make_group(redis, stream)
    redis.ask("WATCH", mark)
    if redis.ask("EXISTS", mark):
        say(f"{stream}: the items were in before")
        return True
    added = [("XADD", stream, "*", "item", each) for each in items]
    *_, done = redis.ask_all([("MULTI",), *added, ("SET", mark, str(len(items))), ("EXEC",)])
    if done is not None:
        say(f"{stream}: {len(items)} items are in")
    return done is not None


def make_group(redis: Redis, stream: str) -> None:
    """Make the consumer group, which sees the stream from its start; it may be there."""
    try:
        redis.ask("XGROUP", "CREATE", stream, os.environ["QUEUE_GROUP"], "0", "MKSTREAM")
    except ServerError as error:
        if not str(error).startswith("BUSYGROUP"):
            raise


def wait(redis: Redis, stream: str, items: list[str]) -> bool:
    """Return whether the items were put in."""
    return bool(redis.ask("EXISTS", mark_of(stream, items)))


def say(text: str) -> None:
    """Write a line into the container's log."""
    print(text, flush=True)  # noqa: T201 - it is what a container's log is made of


def main(mode: str, items_file: str, seconds: str) -> str | None:
    """Try until it is done; return why it was not, if it was not in time."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    items: list[str] = json.loads(Path(items_file).read_text(encoding="utf-8"))
    stream, host, port = (os.environ[each] for each in ("QUEUE_NAME", "QUEUE_HOST", "QUEUE_PORT"))
    step = {"fill": fill, "wait": wait}[mode]
    end = time.monotonic() + float(seconds)
    why = "it is not filled yet"
    while True:
        try:
            with Redis(host, int(port)) as redis:
                redis.ask("AUTH", os.environ["QUEUE_PASSWORD"])
                if step(redis, stream, items):
                    return None
        except (OSError, ServerError) as error:
            if why != str(error):
                say(f"{stream}: {error}")
            why = str(error)
        if time.monotonic() > end:
            return f"{stream}: given up after {seconds} s: {why}"
        time.sleep(1)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
