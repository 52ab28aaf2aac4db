"""The reloader's program, as a process: a fake of the kubelet's `..data` swap, a real server, real signals."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Self

import pytest

from k8spatterns_lib.patterns.structural import config_reloader_program

PROGRAM = config_reloader_program.__file__
LONGEST_SECONDS = 20


class Told:
    """A main process that is told by POST requests; it refuses the first `failures`."""

    def __init__(self) -> None:
        self.paths: list[str] = []
        self.failures = 0
        told = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                told.paths.append(self.path)
                status = 500 if len(told.paths) <= told.failures else 200
                self.send_response(status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's own name
                """Keep quiet."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/-/reload"


@pytest.fixture
def told() -> Iterator[Told]:
    found = Told()
    thread = Thread(target=found.server.serve_forever)
    thread.start()
    yield found
    found.server.shutdown()
    thread.join()
    found.server.server_close()


@pytest.fixture
def volume(tmp_path: Path) -> Path:
    """A volume as the kubelet makes it: files are links through `..data`."""
    found = tmp_path / "volume"
    found.mkdir()
    (found / "a.conf").symlink_to("..data/a.conf")
    change(found, "..one")
    return found


def change(volume: Path, version: str) -> None:
    """Put another version in place, as the kubelet does it: in one step."""
    (volume / version).mkdir()
    (volume / version / "a.conf").write_text(version)
    new = volume / "..data_tmp"
    new.symlink_to(version)
    new.replace(volume / "..data")


def until(happened: Callable[[], bool]) -> None:
    deadline = time.monotonic() + LONGEST_SECONDS
    while not happened():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.02)


class Reloader:
    """The program, started like in its container; it has to end well when it is asked to."""

    def __init__(self, volume: Path, *way: str) -> None:
        self.state = volume.parent / "told.json"
        command = [sys.executable, PROGRAM, "--state", str(self.state), "--period", "0.05", *way, str(volume)]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)

    def __enter__(self) -> Self:
        until(self.state.exists)
        return self

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        self.output = self.process.communicate(timeout=LONGEST_SECONDS)[0]
        assert self.process.returncode == 0

    def knows(self, version: str) -> bool:
        return version in json.loads(self.state.read_text()).values()


def test_a_change_is_told_once(volume: Path, told: Told) -> None:
    with Reloader(volume, "--post", told.url) as reloader:
        before = list(told.paths)
        change(volume, "..two")
        until(lambda: reloader.knows("..two"))
        time.sleep(0.3)

    assert (before, told.paths) == ([], ["/-/reload"])
    assert reloader.output == f"configuration changed: {volume}\n"


def test_what_fails_is_tried_again(volume: Path, told: Told) -> None:
    told.failures = 2

    with Reloader(volume, "--post", told.url) as reloader:
        change(volume, "..two")
        until(lambda: reloader.knows("..two"))

    assert len(told.paths) == 3
    assert reloader.output.count("nobody could be told: HTTP Error 500") == 2


def test_a_main_process_that_does_not_listen_yet_is_told_later(volume: Path, told: Told) -> None:
    host, port = "127.0.0.1", told.server.server_port
    told.server.shutdown()
    told.server.server_close()

    with Reloader(volume, "--post", told.url) as reloader:
        change(volume, "..two")
        time.sleep(0.3)
        knew = reloader.knows("..two")
        told.server = ThreadingHTTPServer((host, port), told.server.RequestHandlerClass)
        Thread(target=told.server.serve_forever).start()
        until(lambda: reloader.knows("..two"))

    assert not knew
    assert told.paths == ["/-/reload"]


def test_a_change_while_it_was_restarted_is_not_lost(volume: Path, told: Told) -> None:
    with Reloader(volume, "--post", told.url):
        pass
    change(volume, "..two")

    with Reloader(volume, "--post", told.url) as reloader:
        until(lambda: reloader.knows("..two"))

    assert told.paths == ["/-/reload"]


def test_a_state_that_can_not_be_read_is_no_state(volume: Path, told: Told) -> None:
    (volume.parent / "told.json").write_text("{")

    with Reloader(volume, "--post", told.url) as reloader:
        until(lambda: "..one" in reloader.state.read_text())
        change(volume, "..two")
        until(lambda: reloader.knows("..two"))

    assert told.paths == ["/-/reload"]


WAITS = """
import os, signal, sys, time
done = sys.argv[1]
signal.signal(signal.SIGHUP, lambda *_: open(done + str(os.getpid()), "a").write("x"))
child = os.fork()
if child:
    open(done, "w").write(f"{os.getpid()} {child}")
while True:
    time.sleep(1)
"""


@pytest.fixture
def master(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """A process with a worker of the same name; both write down the signals that they get."""
    name, done = f"master-{tmp_path.name}", tmp_path / "done"
    with subprocess.Popen([name, "-c", WAITS, str(done)], executable=sys.executable) as process:
        until(lambda: done.exists() and len(done.read_text().split()) == 2)
        yield name, done
        os.kill(int(done.read_text().split()[1]), signal.SIGTERM)
        process.terminate()


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="processes are found in /proc, which is Linux'")
def test_a_signal_goes_to_the_process_that_started_the_others(volume: Path, master: tuple[str, Path]) -> None:
    name, done = master
    parent, child = done.read_text().split()

    with Reloader(volume, "--signal", "HUP", "--process", name) as reloader:
        change(volume, "..two")
        until(lambda: reloader.knows("..two"))
        until(Path(f"{done}{parent}").exists)

    assert Path(f"{done}{parent}").read_text() == "x"
    assert not Path(f"{done}{child}").exists()


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="processes are found in /proc, which is Linux'")
def test_a_process_that_is_not_there_yet_is_signalled_later(volume: Path) -> None:
    with Reloader(volume, "--signal", "HUP", "--process", "nobody-is-called-so") as reloader:
        change(volume, "..two")
        time.sleep(0.3)
        knew = reloader.knows("..two")

    assert not knew
    assert "nobody could be told: no process 'nobody-is-called-so'" in reloader.output


def test_the_signals_of_the_preset_are_signals_here() -> None:
    assert all(hasattr(signal, f"SIG{name}") for name in ("HUP", "USR1", "USR2", "TERM"))
