"""The program that fills a stream in Redis, run as it is in its container.

It runs against a stand-in, and against the real server where there is one.
"""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from k8spatterns_lib.patterns.behavioral import fill_redis_queue
from k8spatterns_lib.patterns.behavioral.fill_redis_queue import Redis, ServerError, encoded, mark_of
from k8spatterns_lib.patterns.behavioral.queue_items import QueueItems
from tests.patterns.redis_stand_in import RedisStandIn, texts_of

PROGRAM = Path(fill_redis_queue.__file__)
START = PROGRAM.with_name("start_redis_queue.sh")
PASSWORD = "p w'\"#1ü"
ITEMS = ["item 0", "ein Stück", "a\nb", "*1\r\n", "item 0"]


@pytest.fixture
def stand_in() -> Iterator[RedisStandIn]:
    with RedisStandIn(PASSWORD) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def real(tmp_path: Path) -> Iterator[int]:
    """The real server, started by the script of its container, on a free port of loopback."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = int(found.getsockname()[1])
    config = tmp_path / "redis.conf"
    config.write_text(f"bind 127.0.0.1\nport {port}\ndir {tmp_path}\nappendonly yes\n")
    command = ["sh", str(START), str(config), str(tmp_path / "users.acl")]
    env = {**os.environ, "REDISCLI_AUTH": PASSWORD}
    with subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL) as process:
        try:
            answers(port)
            yield port
        finally:
            process.terminate()
    assert process.returncode == 0


# The stand-in everywhere, and the real server where the machine has one.
@pytest.fixture(params=["stand-in", "real"] if shutil.which("redis-server") else ["stand-in"])
def port(request: pytest.FixtureRequest) -> int:
    if request.param == "real":
        real_port: int = request.getfixturevalue("real")
        return real_port
    server: RedisStandIn = request.getfixturevalue("stand_in")
    return server.port


@pytest.fixture
def items(tmp_path: Path) -> Path:
    file = tmp_path / "items.json"
    file.write_text(QueueItems(tuple(ITEMS)).as_file)
    return file


def answers(port: int) -> None:
    for _ in range(200):
        try:
            with Redis("127.0.0.1", port):
                return
        except OSError:
            time.sleep(0.05)
    pytest.fail("the server does not listen")


def started(port: int, mode: str, items: Path, seconds: int, password: str = PASSWORD) -> "subprocess.Popen[str]":
    settings = {"QUEUE_HOST": "127.0.0.1", "QUEUE_PORT": str(port), "QUEUE_PASSWORD": password}
    env = {**os.environ, **settings, "QUEUE_NAME": "jobs", "QUEUE_GROUP": "workers"}
    command = [sys.executable, str(PROGRAM), mode, str(items), str(seconds)]
    return subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def run(port: int, mode: str, items: Path, seconds: int = 20, password: str = PASSWORD) -> tuple[int, str]:
    with started(port, mode, items, seconds, password) as process:
        out, error = process.communicate(timeout=60)
    return process.returncode, out + error


def stream(port: int) -> list[object]:
    with Redis("127.0.0.1", port) as redis:
        redis.ask("AUTH", PASSWORD)
        entries = redis.ask("XRANGE", "jobs", "-", "+")
    assert isinstance(entries, list)
    return [*texts_of(entries)]


def test_all_items_go_in_once_and_in_order_however_often_it_runs(port: int, items: Path) -> None:
    first = run(port, "fill", items)
    second = run(port, "fill", items)

    assert first == (0, "jobs: 5 items are in\n")
    assert second == (0, "jobs: the items were in before\n")
    assert stream(port) == ITEMS


def test_four_at_once_put_the_items_in_once(port: int, items: Path) -> None:
    running = [started(port, "fill", items, 30) for _ in range(4)]

    ended = [(each.communicate(timeout=60), each.returncode) for each in running]

    assert [status for _, status in ended] == [0, 0, 0, 0]
    assert stream(port) == ITEMS


def test_another_batch_goes_in_behind_the_first(port: int, items: Path) -> None:
    run(port, "fill", items)
    items.write_text(json.dumps(["more"]))

    status, _ = run(port, "fill", items)

    assert status == 0
    assert stream(port) == [*ITEMS, "more"]


def test_the_consumer_group_is_there_afterwards(port: int, items: Path) -> None:
    run(port, "fill", items)

    with Redis("127.0.0.1", port) as redis:
        redis.ask("AUTH", PASSWORD)
        with pytest.raises(ServerError, match=r"^BUSYGROUP"):
            redis.ask("XGROUP", "CREATE", "jobs", "workers", "0", "MKSTREAM")


def test_workers_wait_until_the_items_are_in(port: int, items: Path) -> None:
    early = run(port, "wait", items, seconds=0)

    with started(port, "wait", items, seconds=30) as waiting:
        run(port, "fill", items)
        out, error = waiting.communicate(timeout=60)

    assert early == (1, "jobs: given up after 0 s: it is not filled yet\n")
    assert (waiting.returncode, out, error) == (0, "", "")


def test_a_wrong_password_is_told_and_not_shown(port: int, items: Path) -> None:
    status, said = run(port, "fill", items, seconds=0, password="wrong")

    assert status == 1
    assert said.startswith("jobs: WRONGPASS invalid username-password pair")
    assert "wrong" not in said


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_connection_that_breaks_off_leaves_all_or_nothing(stand_in: RedisStandIn, items: Path, moment: str) -> None:
    stand_in.cut_off = moment

    status, said = run(stand_in.port, "fill", items)

    assert status == 0
    assert stand_in.cut_off is None
    assert said.startswith("jobs: the connection broke off\n")
    assert [value for _, value in stand_in.streams["jobs"]] == ITEMS


def test_a_run_that_comes_in_between_wins(stand_in: RedisStandIn, items: Path) -> None:
    mark = mark_of("jobs", ITEMS)
    stand_in.interfere = lambda: stand_in.keys.update({mark: "5"})

    status, said = run(stand_in.port, "fill", items)

    assert (status, said) == (0, "jobs: the items were in before\n")
    assert stand_in.streams["jobs"] == []


def test_a_server_that_loads_its_data_is_waited_for(stand_in: RedisStandIn, items: Path) -> None:
    stand_in.busy = 2

    status, said = run(stand_in.port, "fill", items)

    assert status == 0
    assert said == "jobs: LOADING Redis is loading the dataset in memory\njobs: 5 items are in\n"


def test_a_server_that_does_not_answer_is_told_in_one_line(items: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))

        status, said = run(taken.getsockname()[1], "fill", items, seconds=1)

    assert status == 1
    assert re.fullmatch(r"jobs: .* refused\njobs: given up after 1 s: .* refused\n", said)


def test_it_ends_when_its_pod_is_told_to(stand_in: RedisStandIn, items: Path) -> None:
    stand_in.busy = 10**6
    with started(stand_in.port, "wait", items, seconds=60) as waiting:
        assert waiting.stdout is not None
        line = waiting.stdout.readline()
        waiting.send_signal(signal.SIGTERM)
        waiting.communicate(timeout=60)

    assert line.startswith("jobs: LOADING")
    assert waiting.returncode == 143


@pytest.mark.parametrize("command", [("FLUSHALL",), ("CONFIG", "GET", "dir"), ("SHUTDOWN",), ("ACL", "LIST")])
def test_nobody_can_drop_all_data_or_change_the_server(real: int, command: tuple[str, ...]) -> None:
    with Redis("127.0.0.1", real) as redis:
        redis.ask("AUTH", PASSWORD)

        with pytest.raises(ServerError, match=r"^NOPERM"):
            redis.ask(*command)


def test_the_server_does_not_start_without_a_password(tmp_path: Path) -> None:
    command = ["sh", str(START), str(tmp_path / "redis.conf"), str(tmp_path / "users.acl")]
    env = {key: value for key, value in os.environ.items() if key != "REDISCLI_AUTH"}

    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)

    assert done.returncode != 0
    assert "REDISCLI_AUTH: the password must not be empty" in done.stderr
    assert list(tmp_path.iterdir()) == []


@given(st.lists(st.text(st.characters(codec="utf-8"), min_size=1)))
def test_the_mark_is_the_batch_that_the_manifests_name(texts: list[str]) -> None:
    items = QueueItems(tuple(texts))

    assert json.loads(items.as_file) == texts
    assert mark_of("jobs", json.loads(items.as_file)) == f"jobs:filled:{items.batch}"


@given(st.lists(st.text(st.characters(codec="utf-8")), min_size=1))
def test_a_command_is_read_as_it_was_written(parts: list[str]) -> None:
    written = encoded(parts)
    read: list[str] = []
    rest = written.partition(b"\r\n")[2]
    while rest:
        head, _, rest = rest.partition(b"\r\n")
        size = int(head[1:])
        read.append(rest[:size].decode())
        rest = rest[size + 2 :]

    assert read == parts
    assert written.startswith(b"*%d\r\n" % len(parts))
