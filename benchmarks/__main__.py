"""`python -m benchmarks`: measure the library and its peers in one run, and print the tables."""

import sys
import tempfile
from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from rich.console import Console

from benchmarks.bars import bars
from benchmarks.line_up import LINE_UP
from benchmarks.measured_process import ProgramFailedError
from benchmarks.peer import Command, LeftOutError, Peer
from benchmarks.report import print_bars, print_runs
from benchmarks.rounds import Runs, run_rounds
from benchmarks.tree_check import WrongTreeError


class _Options(NamedTuple):
    objects: list[int]
    runs: int
    peers: list[str] | None


def main(arguments: Sequence[str]) -> int:
    """Measure, print, and return the exit code: 1 if a peer failed or wrote something wrong."""
    options = _options(arguments)
    # A file or a pipe has no width of its own; the tables need this much.
    console = Console() if sys.stdout.isatty() else Console(width=100)
    commands = _prepared(console, options.peers)
    measured: list[Runs] = []
    with tempfile.TemporaryDirectory() as workspace, console.status("") as status:
        for objects in options.objects:
            chosen = _chosen(console, commands, objects, by_name=options.peers is not None)
            try:
                measured += run_rounds(
                    chosen, objects, rounds=options.runs, workspace=Path(workspace), tell=status.update
                )
            except (ProgramFailedError, WrongTreeError, ValueError) as error:
                console.print(f"{objects:,} objects: {error}", style="red", markup=False)
                return 1
    print_runs(console, measured)
    print_bars(console, bars(measured))
    return 0


def _options(arguments: Sequence[str]) -> _Options:
    parser = ArgumentParser(prog="python -m benchmarks", description=__doc__)
    names = [each.name for each in LINE_UP]
    parser.add_argument("--objects", type=int, nargs="+", default=[100, 1000, 2000, 10_000], help="multiples of 20")
    parser.add_argument("--runs", type=int, default=5, help="counted rounds, after one that is not")
    parser.add_argument("--peers", nargs="+", choices=names, help="default: all, whatever is slow at small sizes alone")
    given = parser.parse_args(arguments)
    return _Options(given.objects, max(1, given.runs), given.peers)


def _prepared(console: Console, names: Sequence[str] | None) -> dict[Peer, Command]:
    """Build the peers; name each that can not be built here."""
    commands: dict[Peer, Command] = {}
    for peer in LINE_UP:
        if names is None or peer.name in names:
            try:
                with console.status(f"preparing {peer.title}"):
                    commands[peer] = peer.prepare()
            except LeftOutError as error:
                console.print(f"Left out: {peer.title}: {error}.", markup=False, highlight=False)
    return commands


def _chosen(console: Console, commands: dict[Peer, Command], objects: int, *, by_name: bool) -> dict[Peer, Command]:
    """Return the peers for a size; those that take minutes only where they were asked for."""
    chosen: dict[Peer, Command] = {}
    for peer, command in commands.items():
        if peer.only_at not in {None, objects}:
            continue
        if peer.at_most is None or objects <= peer.at_most or by_name:
            chosen[peer] = command
        else:
            line = f"Left out at {objects:,} objects: {peer.title}, which takes minutes; --peers {peer.name} adds it."
            console.print(line, markup=False, highlight=False)
    return chosen


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
