"""Each program in `examples/bad` has one mistake: it is told in one line, and nothing is written."""

import subprocess
import sys
from pathlib import Path

import pytest

BAD = sorted((Path(__file__).parents[2] / "examples" / "bad").glob("*.py"))


def test_there_are_at_least_25_mistakes() -> None:
    assert len(BAD) >= 25


@pytest.mark.parametrize("program", BAD, ids=lambda each: each.stem)
def test_a_mistake_is_one_line_and_nothing_is_written(program: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "k8spatterns_lib", "synth", "--app", str(program)]

    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)

    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert ": " in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
    assert list(tmp_path.iterdir()) == []
