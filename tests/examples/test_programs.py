"""Each program in `examples` runs as it stands and writes valid manifests."""

import subprocess
import sys
from pathlib import Path

import pytest

from k8spatterns_lib.testing import Template, assert_valid

PROGRAMS = sorted(
    each for each in (Path(__file__).parents[2] / "examples").glob("*.py") if not each.name.startswith("test_")
)


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda each: each.stem)
def test_a_program_writes_valid_manifests(program: Path, tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, str(program)], cwd=tmp_path, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    template = Template.from_directory(tmp_path)
    assert len(template) > 0
    for version in ("1.36", "1.37"):
        assert_valid(template, kubernetes=version)
