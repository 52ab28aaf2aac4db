"""A progress bar on a terminal; nothing elsewhere, where lines are read by machines."""

import sys
from collections.abc import Generator
from contextlib import contextmanager

from k8spatterns_lib.delivery.fleet import Progress


@contextmanager
def shown_progress() -> Generator[Progress | None]:
    """Give a function that shows how far a synth is; None where standard error is no terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console  # noqa: PLC0415 - only a terminal pays for the import
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn  # noqa: PLC0415 - as above
    from rich.progress import Progress as Bar  # noqa: PLC0415 - as above

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("synth", total=None)

        def show(done: int, total: int, what: str) -> None:
            bar.update(task, completed=done, total=total, description=what)

        yield show
