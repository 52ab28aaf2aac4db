"""Watches mounted ConfigMaps and Secrets and tells a process when one changed; runs in a sidecar.

The kubelet writes a changed ConfigMap or Secret beside the old files and then points the link
`..data` to the new ones, in one step. Each period the targets of these links are compared with
those that the process was told of last. That is written to a file when the process was told, so
that neither a failure nor a restart of this program loses a change.

Usage: config_reloader_program.py --state FILE --period SECONDS
           (--post URL | --signal NAME --process NAME) DIRECTORY...
"""

import argparse
import contextlib
import json
import os
import signal
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from http.client import HTTPException
from pathlib import Path, PurePath
from urllib.request import ProxyHandler, Request, build_opener

PROC = Path("/proc")
ANSWER_SECONDS = 10

Versions = dict[str, str | None]


def versions(directories: Iterable[str]) -> Versions:
    """Return what each directory's `..data` points to; None where it is no link."""
    found: Versions = {}
    for directory in directories:
        try:
            found[directory] = str((Path(directory) / "..data").readlink())
        except OSError:
            found[directory] = None
    return found


def read(state: Path) -> Versions | None:
    """Return the versions that were written last, or None."""
    try:
        known: Versions = json.loads(state.read_text())
    except (OSError, ValueError):
        return None
    return known


def write(state: Path, known: Versions) -> None:
    """Write the versions, whole or not at all."""
    part = state.with_suffix(".part")
    part.write_text(json.dumps(known))
    part.replace(state)


def post(url: str) -> None:
    """Send an empty POST request.

    Raises:
        OSError: Nobody answers, or not with success.
        HTTPException: The answer is none of HTTP.
    """
    request = Request(url, data=b"", method="POST")  # noqa: S310 - of the pod's own loopback, checked when written
    build_opener(ProxyHandler({})).open(request, timeout=ANSWER_SECONDS).close()


def processes(name: str) -> Iterator[int]:
    """Yield the processes of that name whose parent has another one: no worker of theirs."""
    parents: dict[int, int] = {}
    for entry in PROC.iterdir():
        if not entry.name.isdecimal() or int(entry.name) == os.getpid():
            continue
        with contextlib.suppress(OSError, ValueError, IndexError):
            program = (entry / "cmdline").read_bytes().split(b"\0")[0].decode(errors="replace")
            if name in {(entry / "comm").read_text().strip(), PurePath(program.partition(":")[0]).name}:
                parents[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
    return (process for process, parent in parents.items() if parent not in parents)


def send(number: signal.Signals, name: str) -> None:
    """Send a signal to the processes of that name.

    Raises:
        OSError: There is none, or it may not be signalled.
    """
    found = list(processes(name))
    if not found:
        raise ProcessLookupError(f"no process {name!r}")
    for process in found:
        os.kill(process, number)


def say(text: str) -> None:
    """Write a line to the log."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def watch(directories: Iterable[str], state: Path, period: float, tell: Callable[[], None]) -> None:
    """Tell of each change until the pod stops; what failed is tried again each period."""
    known = read(state)
    if known is None:
        known = versions(directories)
        write(state, known)
    while True:
        now = versions(directories)
        if now != known:
            try:
                tell()
            except (OSError, HTTPException) as error:
                say(f"configuration changed, but nobody could be told: {error}")
            else:
                say(f"configuration changed: {', '.join(each for each in now if now[each] != known.get(each))}")
                known = now
                write(state, known)
        time.sleep(period)


def main() -> None:
    """Read the arguments and watch."""
    parser = argparse.ArgumentParser()
    parser.add_argument("directories", nargs="+")
    parser.add_argument("--state", type=Path, required=True)
    parser.add_argument("--period", type=float, required=True)
    parser.add_argument("--post")
    parser.add_argument("--signal")
    parser.add_argument("--process")
    given = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    by_post = partial(post, given.post)
    tell = by_post if given.post else partial(send, signal.Signals[f"SIG{given.signal}"], given.process)
    watch(given.directories, given.state, given.period, tell)


if __name__ == "__main__":
    main()
