"""`k8spatterns synth`: writes head."""

import sys
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from k8spatterns_lib.cli.program import run_program
from k8spatterns_lib.cli.progress import shown_progress
from k8spatterns_lib.cli.project import HEAD, load_fleet
from k8spatterns_lib.cli.wrong_use import WrongUse
from k8spatterns_lib.manifests.files.tree_writer import Changes


def synth(
    *,
    app: Annotated[Path | None, Parameter(help="Run this program instead of the project's fleet.")] = None,
    service: Annotated[str | None, Parameter(help="Only this service.")] = None,
    environment: Annotated[str | None, Parameter(help="Only this environment.")] = None,
    region: Annotated[str | None, Parameter(help="Only this region.")] = None,
    output: Annotated[Path | None, Parameter(help="Where to write. Default: dist/head, of a program dist.")] = None,
) -> int:
    """Write the manifests of every service, environment and region to dist/head.

    Files whose content does not change are left alone; what no object owns any more goes.

    Example: k8spatterns synth --service frontend --environment release
    """
    if app is not None:
        if service or environment or region:
            raise WrongUse("--app runs a whole program: leave --service, --environment and --region out.")
        _tell(run_program(app, output or Path("dist")))
        return 0
    fleet = load_fleet()
    with shown_progress() as progress:
        changes = fleet.write(
            output or HEAD, service=service, environment=environment, region=region, progress=progress
        )
    _tell(changes)
    return 0


def _tell(changes: Changes) -> None:
    lines = [("added", changes.added), ("changed", changes.changed), ("removed", changes.removed)]
    for word, paths in lines:
        for path in paths:
            sys.stdout.write(f"{word:8}{path}\n")
    counts = ", ".join(f"{len(paths)} {word}" for word, paths in lines)
    sys.stdout.write(f"{counts}, {changes.unchanged} unchanged\n")
