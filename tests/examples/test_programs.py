"""Each program in `examples` runs as it stands and writes valid manifests."""

import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from k8spatterns_lib.manifests.schema import schema_findings
from k8spatterns_lib.values.kubernetes_version import KubernetesVersion

PROGRAMS = sorted(
    each for each in (Path(__file__).parents[2] / "examples").glob("*.py") if not each.name.startswith("test_")
)


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda each: each.stem)
def test_a_program_writes_valid_manifests(program: Path, tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, str(program)], cwd=tmp_path, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    files = [each for each in tmp_path.rglob("*.yaml") if each.name != "kustomization.yaml"]
    assert files
    for version in map(KubernetesVersion.parse, ("1.36", "1.37")):
        for file in files:
            for data in yaml.safe_load_all(file.read_text()):
                found = [each for each in schema_findings(data, version) if not each.startswith("no schema for")]
                assert found == [], file
