"""Rounds: all peers in turn, again and again, so that a busy moment of the machine hits all alike.

The first round is not counted: it fills caches, and its trees are compared with the model.
"""

import os
import shutil
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Final

import attrs

from benchmarks.measured_process import Measurement, measure
from benchmarks.model import Chart, charts, write_input
from benchmarks.node import node
from benchmarks.peer import Command, Peer
from benchmarks.tree_check import check_tree

_ROOT: Final = Path(__file__).parent.parent


@attrs.frozen(kw_only=True)
class Runs:
    """The counted runs of one peer with one number of objects."""

    peer: Peer
    objects: int
    written: int
    runs: tuple[Measurement, ...]

    @property
    def user_seconds(self) -> float:
        """CPU in user mode; as below, the median of the runs."""
        return median(each.user_seconds for each in self.runs)

    @property
    def system_seconds(self) -> float:
        """CPU in the kernel."""
        return median(each.system_seconds for each in self.runs)

    @property
    def wall_seconds(self) -> float:
        """From start to end."""
        return median(each.wall_seconds for each in self.runs)

    @property
    def peak_bytes(self) -> float | None:
        """Memory of all processes."""
        known = [each.peak_bytes for each in self.runs if each.peak_bytes is not None]
        return median(known) if known else None

    def times(self, other: "Runs") -> float:
        """Return how many times the CPU of `other` this took: the median over the rounds.

        Runs of one round stand beside each other, so what slows the machine down cancels out.
        """
        return median(one.user_seconds / each.user_seconds for one, each in zip(self.runs, other.runs, strict=True))


def run_rounds(
    commands: Mapping[Peer, Command],
    objects: int,
    *,
    rounds: int,
    workspace: Path,
    tell: Callable[[str], None],
) -> list[Runs]:
    """Run each peer once uncounted, compare what it wrote, then run all `rounds` times.

    Raises:
        ProgramFailedError: A peer ended with an error.
        WrongTreeError: A peer wrote something else than the model says.
    """
    source = workspace / f"{objects}.json"
    write_input(source, objects)
    model = charts(objects)
    written: dict[Peer, int] = {}
    for peer, command in commands.items():
        tell(f"{objects} objects, uncounted: {peer.title}")
        written[peer] = _first(peer, command, source, model)
    measured: dict[Peer, list[Measurement]] = {peer: [] for peer in commands}
    for number in range(rounds):
        tell(f"{objects} objects, round {number + 1} of {rounds}")
        for peer, command in commands.items():
            measured[peer].append(_run(command, source))
    return [
        Runs(peer=peer, objects=objects, written=written[peer], runs=tuple(runs)) for peer, runs in measured.items()
    ]


def _first(peer: Peer, command: Command, source: Path, model: Sequence[Chart]) -> int:
    _run(command, source)
    return check_tree(_outdir(source), list(model), writes=peer.writes)


def _run(command: Command, source: Path) -> Measurement:
    """Run into an empty directory, which stays for a look at what was written."""
    outdir = _outdir(source)
    shutil.rmtree(outdir, ignore_errors=True)
    outdir.mkdir()
    paths = os.pathsep.join([str(_ROOT / "src"), str(_ROOT)])
    environment = {**os.environ, "PYTHONPATH": paths, "JSII_NODE": node()}
    return measure(command(source, outdir), environment=environment, folder=source.parent)


def _outdir(source: Path) -> Path:
    return source.parent / "tree"
