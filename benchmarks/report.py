"""The tables that `python -m benchmarks` prints.

User seconds decide: system and wall time depend on the disk and on what else the machine does.
"""

import platform
from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.table import Table

from benchmarks.bars import Bar
from benchmarks.rounds import Runs


def print_runs(console: Console, measured: Sequence[Runs]) -> None:
    """Print what each peer took, and how many times that is what its rivals took."""
    table = Table(title=f"Python {platform.python_version()}, {platform.machine()}", title_justify="left")
    table.add_column("objects", justify="right")
    table.add_column("peer", no_wrap=True)
    for column in ("user s", "system s", "wall s", "peak MB", "x TS", "x typed"):
        table.add_column(column, justify="right")
    for each in measured:
        rivals = {other.peer.name: other for other in measured if other.objects == each.objects}
        table.add_row(
            f"{each.written:,}",
            each.peer.title,
            f"{each.user_seconds:.2f}",
            f"{each.system_seconds:.2f}",
            f"{each.wall_seconds:.2f}",
            "-" if each.peak_bytes is None else f"{each.peak_bytes / 1e6:.0f}",
            _times(each, rivals.get("typescript")),
            _times(each, rivals.get("typed")),
            end_section=each is measured[-1] or measured[measured.index(each) + 1].objects != each.objects,
        )
    console.print(table)


def print_bars(console: Console, bars: Iterable[Bar]) -> None:
    """Print each bar with where the library stands."""
    table = Table(title="Bars", title_justify="left")
    table.add_column("bar", no_wrap=True)
    for column in ("at most", "measured", ""):
        table.add_column(column, justify="right")
    for each in bars:
        met = "[green]met" if each.met else "[red]missed"
        table.add_row(each.says, f"{each.at_most:.2f} {each.unit}", f"{each.measured:.2f} {each.unit}", met)
    if table.row_count:
        console.print(table)


def _times(one: Runs, other: Runs | None) -> str:
    return "-" if other is None else f"{one.times(other):.2f}"
