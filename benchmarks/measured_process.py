"""One run of a program as a whole: what all its processes together took.

A process that starts others (a Python program its Node) is only measured right with them.
So this process adopts those whose parents leave early, and waits for all.

Source: getrusage(2), `RUSAGE_CHILDREN`; prctl(2), `PR_SET_CHILD_SUBREAPER`; proc_pid_status(5), `VmHWM`.
"""

import ctypes
import os
import resource
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

import attrs

_SET_CHILD_SUBREAPER: Final = 36
_SECONDS_BETWEEN_LOOKS: Final = 0.01


@attrs.frozen(kw_only=True)
class Measurement:
    """What one run took.

    Args:
        user_seconds: CPU in user mode, of all processes.
        system_seconds: CPU in the kernel, of all processes.
        wall_seconds: From start to end.
        peak_bytes: The largest memory of each process, added; None where there is no `/proc`.
    """

    user_seconds: float
    system_seconds: float
    wall_seconds: float
    peak_bytes: int | None


class ProgramFailedError(Exception):
    """A measured program ended with an error."""


def measure(command: Sequence[str], *, environment: Mapping[str, str], folder: Path) -> Measurement:
    """Run `command` in `folder` to its end, and its children to theirs.

    Raises:
        ProgramFailedError: It did not end with 0.
    """
    _adopt_orphans()
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    with subprocess.Popen(command, env=environment, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as run:
        watch = _MemoryWatch(run.pid)
        watch.start()
        output, errors = run.communicate()
        wall = time.perf_counter() - start
        watch.finish()
    if run.returncode:
        said = (errors or output).decode(errors="replace").strip()
        raise ProgramFailedError(f"{' '.join(command)} ended with {run.returncode}: {said[-2000:]}")
    _await_orphans()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return Measurement(
        user_seconds=after.ru_utime - before.ru_utime,
        system_seconds=after.ru_stime - before.ru_stime,
        wall_seconds=wall,
        peak_bytes=watch.peak_bytes,
    )


def _adopt_orphans() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def _await_orphans() -> None:
    while True:
        try:
            os.waitpid(-1, 0)
        except ChildProcessError:
            return


class _MemoryWatch(threading.Thread):
    """Reads the high-water marks of a process and its descendants until it is told to finish."""

    def __init__(self, root: int) -> None:
        super().__init__(daemon=True)
        self._root = root
        self._marks: dict[int, int] = {}
        self._finished = threading.Event()

    def run(self) -> None:
        while not self._finished.is_set():
            for process in _tree(self._root):
                mark = _high_water(process)
                if mark is not None:
                    # The last one, not the largest: a program that was just forked still shows its parent's.
                    self._marks[process] = mark
            self._finished.wait(_SECONDS_BETWEEN_LOOKS)

    def finish(self) -> None:
        """Stop to read."""
        self._finished.set()
        self.join()

    @property
    def peak_bytes(self) -> int | None:
        """The sum of the marks; None if none could be read."""
        return sum(self._marks.values()) if self._marks else None


def _tree(process: int) -> Iterator[int]:
    yield process
    try:
        listed = [each.read_text(encoding="ascii") for each in Path(f"/proc/{process}/task").glob("*/children")]
    except OSError:  # it, or one of its threads, ended meanwhile
        return
    for children in listed:
        for child in children.split():
            yield from _tree(int(child))


def _high_water(process: int) -> int | None:
    try:
        status = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    except OSError:  # ended meanwhile, or no /proc
        return None
    mark = next((line for line in status.splitlines() if line.startswith("VmHWM:")), None)
    return None if mark is None else int(mark.split()[1]) * 1024
