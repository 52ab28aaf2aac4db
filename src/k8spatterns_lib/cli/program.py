"""Runs a user's program in this process; whatever goes wrong in it becomes one line."""

import os
import runpy
import sys
import traceback
from pathlib import Path

import cdk8s

from k8spatterns_lib.delivery.fleet import Fleet
from k8spatterns_lib.errors import DeliveryError, PatternError


def one_line(error: BaseException) -> str:
    """Return an error's text on one line."""
    return " ".join(str(error).split())


def run_program(program: Path, outdir: Path) -> None:
    """Run a program that synthesizes; one that only defines `app` or `fleet` is synthesized.

    Args:
        program: The file.
        outdir: Where a program writes that names no directory itself.

    Raises:
        PatternError: The program breaks a rule, or fails in any other way.
    """
    if not program.is_file():
        raise DeliveryError(str(program), "there is no such program", fix="Give the path of a Python file.")
    os.environ["CDK8S_OUTDIR"] = str(outdir)
    sys.path.insert(0, str(program.resolve().parent))
    before = sys.argv
    sys.argv = [str(program)]
    try:
        names = runpy.run_path(str(program), run_name="__main__")
    except PatternError:
        raise
    except SystemExit as error:
        if error.code in {None, 0}:
            return
        raise DeliveryError(
            str(program), "the program ended itself", got=error.code, fix="Let it end by itself."
        ) from None
    except Exception as error:
        raise DeliveryError(_place(program, error), _what(error), fix="See that line.") from error
    finally:
        sys.argv = before
    if not outdir.exists():
        _synthesize(names)


def _synthesize(names: dict[str, object]) -> None:
    for value in names.values():
        if isinstance(value, (Fleet, cdk8s.App)):
            value.synth()
            return


def _place(program: Path, error: BaseException) -> str:
    """Return the last line of the program itself that the error went through."""
    if isinstance(error, SyntaxError):
        return f"{error.filename}:{error.lineno}"
    lines = [each for each in traceback.extract_tb(error.__traceback__) if Path(each.filename).name == program.name]
    return f"{program}:{lines[-1].lineno}" if lines else str(program)


def _what(error: BaseException) -> str:
    text = one_line(error)
    return f"{type(error).__name__}: {text}" if text else type(error).__name__
