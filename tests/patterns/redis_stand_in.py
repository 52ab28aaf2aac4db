"""A server that behaves like Redis for the few commands that filling a queue needs (RESP 2).

It stands in for Redis where there is none; the same tests run against the real server where
there is one.
"""

import socketserver
import threading
from collections.abc import Callable, Iterable

Value = str | int | None | list["Value"]


class RedisStandIn(socketserver.ThreadingTCPServer):
    """Streams and keys with a password; `interfere` runs before each transaction, which can be cut off."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, password: str) -> None:
        super().__init__(("127.0.0.1", 0), _Connection)
        self.password = password
        self.lock = threading.RLock()
        self.keys: dict[str, str] = {}
        self.streams: dict[str, list[tuple[str, str]]] = {}
        self.groups: set[tuple[str, str]] = set()
        self.interfere: Callable[[], None] = lambda: None
        self.cut_off: str | None = None
        self.busy = 0

    @property
    def port(self) -> int:
        return int(self.server_address[1])


class ReplyError(Exception):
    """An error reply."""


class _Connection(socketserver.StreamRequestHandler):
    server: RedisStandIn  # pyright: ignore[reportIncompatibleVariableOverride] - it serves no other

    def setup(self) -> None:
        super().setup()
        self.known = False
        self.watched: dict[str, str | None] = {}
        self.queued: list[list[str]] | None = None

    def handle(self) -> None:
        while (command := self.read()) is not None:
            with self.server.lock:
                try:
                    answer = self.encode(self.answer(command))
                except ReplyError as error:
                    answer = f"-{error}\r\n".encode()
            if answer == b"":
                return
            self.wfile.write(answer)

    def read(self) -> list[str] | None:
        line = self.rfile.readline()
        if not line:
            return None
        parts = []
        for _ in range(int(line[1:])):
            size = int(self.rfile.readline()[1:])
            parts.append(self.rfile.read(size + 2)[:-2].decode())
        return parts

    def encode(self, value: Value) -> bytes:
        if value == "CUT OFF":
            return b""
        if isinstance(value, int):
            return b":%d\r\n" % value
        if value is None:
            return b"*-1\r\n"
        if isinstance(value, list):
            return b"*%d\r\n" % len(value) + b"".join(map(self.encode, value))
        if value in {"OK", "QUEUED"}:
            return b"+" + value.encode() + b"\r\n"
        text = value.encode()
        return b"$%d\r\n%s\r\n" % (len(text), text)

    def answer(self, command: list[str]) -> Value:
        name = command[0]
        if name == "AUTH":
            self.known = command[1] == self.server.password
            if not self.known:
                raise ReplyError("WRONGPASS invalid username-password pair or user is disabled.")
            return "OK"
        if not self.known:
            raise ReplyError("NOAUTH Authentication required.")
        if self.server.busy:
            self.server.busy -= 1
            raise ReplyError("LOADING Redis is loading the dataset in memory")
        if name == "MULTI":
            self.queued = []
            return "OK"
        if name == "EXEC":
            return self.execute()
        if self.queued is not None:
            self.queued.append(command)
            return "QUEUED"
        return self.run(command)

    def execute(self) -> Value:
        queued, self.queued = self.queued or [], None
        if self.server.cut_off == "before":
            self.server.cut_off = None
            return "CUT OFF"
        self.server.interfere()
        if any(self.server.keys.get(key) != value for key, value in self.watched.items()):
            return None
        answers = [self.run(each) for each in queued]
        if self.server.cut_off == "after":
            self.server.cut_off = None
            return "CUT OFF"
        return answers

    def run(self, command: list[str]) -> Value:
        server = self.server
        match command:
            case ["WATCH", key]:
                self.watched[key] = server.keys.get(key)
                return "OK"
            case ["EXISTS", key]:
                return int(key in server.keys or key in server.streams)
            case ["SET", key, value]:
                server.keys[key] = value
                return "OK"
            case ["XADD", key, "*", field, value]:
                server.streams.setdefault(key, []).append((field, value))
                return f"{len(server.streams[key])}-0"
            case ["XRANGE", key, "-", "+"]:
                return [[f"{n}-0", list(each)] for n, each in enumerate(server.streams.get(key, ()), start=1)]
            case ["XGROUP", "CREATE", key, group, "0", "MKSTREAM"]:
                if (key, group) in server.groups:
                    raise ReplyError("BUSYGROUP Consumer Group name already exists")
                server.groups.add((key, group))
                server.streams.setdefault(key, [])
                return "OK"
            case _:
                raise ReplyError(f"ERR unknown command {command[0]!r}")


def texts_of(entries: Iterable[Value]) -> list[Value]:
    """Return the values of the entries of a stream."""
    return [each[1][1] for each in entries if isinstance(each, list) and isinstance(each[1], list)]
