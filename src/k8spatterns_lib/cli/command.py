"""The command line as a whole: its sub-commands, and how errors come out."""

import os
import sys
from collections.abc import Sequence

import cyclopts

from k8spatterns_lib.cli.error_line import one_line, place_of, what_of
from k8spatterns_lib.cli.explain import make_explain
from k8spatterns_lib.cli.graph import graph
from k8spatterns_lib.cli.init import init
from k8spatterns_lib.cli.synth import synth
from k8spatterns_lib.cli.validate import validate
from k8spatterns_lib.cli.wrong_use import WrongUse
from k8spatterns_lib.errors import PatternError
from k8spatterns_lib.node import use_bundled_node

RULES_BROKEN = 1
WRONG_USE = 2
INTERRUPTED = 130  # as shells count it: 128 and the number of the signal
NOBODY_READS = 141


def make_command() -> cyclopts.App:
    """Return the command with all its sub-commands."""
    command = cyclopts.App(
        name="k8spatterns",
        help="Kubernetes patterns as charts, for every environment and region.",
        result_action="return_value",
    )
    for each in (synth, validate, graph, make_explain(), init):
        command.command(each)
    command.register_install_completion_command()
    return command


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command and exit with its status; an error is one line on standard error."""
    use_bundled_node()
    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        status = make_command()(words, exit_on_error=False, print_error=False)
        sys.stdout.flush()
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    except BrokenPipeError:
        # Python would try to flush once more when it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(NOBODY_READS)
    except Exception as error:  # noqa: BLE001 - whatever it is, a user gets one line
        line, status = _told(error)
        sys.stderr.write(f"{line}\n")
        sys.exit(status)
    sys.exit(status if isinstance(status, int) else 0)


def _told(error: Exception) -> tuple[str, int]:
    """Return the line and the exit status of an error."""
    if isinstance(error, (cyclopts.CycloptsError, WrongUse)):
        return f"k8spatterns: {one_line(error)}", WRONG_USE
    if isinstance(error, PatternError):
        return str(error), RULES_BROKEN
    return f"{place_of(error) or 'k8spatterns'}: {what_of(error)}", RULES_BROKEN
