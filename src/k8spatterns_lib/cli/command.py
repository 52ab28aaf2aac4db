"""The command line as a whole: its sub-commands, and how errors come out."""

import sys
from collections.abc import Sequence

import cyclopts

from k8spatterns_lib.cli.explain import explain
from k8spatterns_lib.cli.graph import graph
from k8spatterns_lib.cli.init import init
from k8spatterns_lib.cli.program import one_line
from k8spatterns_lib.cli.synth import synth
from k8spatterns_lib.cli.validate import validate
from k8spatterns_lib.errors import PatternError
from k8spatterns_lib.node import use_bundled_node

WRONG_USE = 2


def make_command() -> cyclopts.App:
    """Return the command with all its sub-commands."""
    command = cyclopts.App(
        name="k8spatterns",
        help="Kubernetes patterns as charts, for every environment and region.",
        result_action="return_value",
    )
    for each in (synth, validate, graph, explain, init):
        command.command(each)
    return command


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command and exit with its status; an error is one line on standard error."""
    use_bundled_node()
    command = make_command()
    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        status = command(words, exit_on_error=False, print_error=False)
    except cyclopts.CycloptsError as error:
        sys.stderr.write(f"k8spatterns: {one_line(error)}\n")
        sys.exit(WRONG_USE)
    except PatternError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(1)
    sys.exit(status if isinstance(status, int) else 0)
