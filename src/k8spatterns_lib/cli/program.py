"""Runs a user's program in this process; whatever goes wrong in it becomes one line.

The program writes into a directory of its own, which is taken over when it has ended
well: a program that fails half-way has written nothing.
"""

import os
import runpy
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import cdk8s

from k8spatterns_lib.cli.error_line import place_of, what_of
from k8spatterns_lib.delivery.fleet import Fleet
from k8spatterns_lib.errors import DeliveryError, PatternError
from k8spatterns_lib.manifests.files.tree_writer import Changes, write_tree


def run_program(program: Path, outdir: Path) -> Changes:
    """Run a program that synthesizes; one that only defines an app or a fleet is synthesized.

    Args:
        program: The file.
        outdir: Where it writes. A directory that the program names itself goes first.

    Raises:
        PatternError: The program breaks a rule, or fails in any other way.
    """
    if not program.is_file():
        raise DeliveryError(str(program), "there is no such program", fix="Give the path of a Python file.")
    with TemporaryDirectory(prefix="k8spatterns-") as staged:
        os.environ["CDK8S_OUTDIR"] = staged
        try:
            names = _run(program)
            if not any(Path(staged).iterdir()):
                _synthesize(program, names)
        except PatternError:
            raise
        except Exception as error:
            raise DeliveryError(place_of(error) or str(program), what_of(error), fix="See that line.") from error
        files = {each.relative_to(staged).as_posix(): each.read_bytes() for each in _files(Path(staged))}
    return write_tree(outdir, files) if files else Changes()


def _run(program: Path) -> dict[str, object]:
    """Run a program as `python PROGRAM` does, and return its names."""
    # The second is for `from apps.web import …` in apps/main.py, which `python -m` would find.
    sys.path[:0] = [str(program.resolve().parent), str(Path.cwd())]
    before = sys.argv
    sys.argv = [str(program)]
    try:
        return runpy.run_path(str(program), run_name="__main__")
    except SystemExit as error:
        if error.code in {None, 0}:
            return {}
        fix = "End with status 0 where all is well."
        raise DeliveryError(str(program), "the program ended itself", got=error.code, fix=fix) from None
    finally:
        sys.argv = before


def _synthesize(program: Path, names: dict[str, object]) -> None:
    found = {id(value): name for name, value in names.items() if isinstance(value, (Fleet, cdk8s.App))}
    if len(found) > 1:
        fix = "Call synth() on each, with a directory of its own."
        raise DeliveryError(
            str(program), "it defines several apps and synthesizes none", got=[*found.values()], fix=fix
        )
    for name in found.values():
        root = names[name]
        if isinstance(root, (Fleet, cdk8s.App)):
            root.synth()


def _files(directory: Path) -> list[Path]:
    return [each for each in directory.rglob("*") if each.is_file()]
