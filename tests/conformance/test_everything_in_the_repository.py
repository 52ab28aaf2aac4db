"""What this repository synthesizes, examples and applications, is right by every rule there is."""

import subprocess
import sys
from pathlib import Path

import pytest

from apps.main import fleet
from k8spatterns_lib.delivery.exceptions import exceptions_of
from k8spatterns_lib.delivery.validation import Problem, validate_tree
from k8spatterns_lib.values.kubernetes_version import SUPPORTED, KubernetesVersion

ROOT = Path(__file__).parents[2]
HEAD = ROOT / "dist/head"
PROGRAMS = sorted(each for each in (ROOT / "examples").glob("*.py") if not each.name.startswith("test_"))
TARGETS = {each.name: each.kubernetes for each in fleet.targets}


def lines(problems: tuple[Problem, ...]) -> list[str]:
    return [f"{each.file}:{each.line}: {each.what} [{each.rule}]" for each in problems]


def test_head_has_no_finding_in_the_versions_of_its_targets() -> None:
    found = validate_tree(HEAD, default=SUPPORTED[-1], targets=TARGETS)

    assert found.files > 100
    assert lines(found.errors) == []


@pytest.mark.parametrize("version", [SUPPORTED[0], SUPPORTED[-1]], ids=str)
def test_head_fits_the_oldest_and_the_newest_version(version: KubernetesVersion) -> None:
    assert lines(validate_tree(HEAD, default=version).errors) == []


def test_head_has_no_exception_that_is_not_in_the_report() -> None:
    notes = validate_tree(HEAD, default=SUPPORTED[-1], targets=TARGETS).notes

    reasons = {each.reason for each in notes if each.reason is not None}
    reported = [line for target in TARGETS for line in exceptions_of(fleet, target)]
    assert [reason for reason in sorted(reasons) if not any(reason in line for line in reported)] == []


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda each: each.stem)
def test_an_example_has_no_finding_in_any_version(program: Path, tmp_path: Path) -> None:
    subprocess.run([sys.executable, str(program)], cwd=tmp_path, check=True, capture_output=True)

    for version in (SUPPORTED[0], SUPPORTED[-1]):
        assert lines(validate_tree(tmp_path, default=version).errors) == []
