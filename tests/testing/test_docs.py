"""The programs on the page about testing pass as they stand."""

import os
import re
import sys
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[2] / "docs" / "testing.md"
PROGRAMS = dict(re.findall(r"^```python\n# (\w+\.py)\n(.*?)^```$", PAGE.read_text(), flags=re.DOTALL | re.MULTILINE))


def test_the_page_has_its_programs() -> None:
    assert list(PROGRAMS) == ["test_plain.py", "test_plus.py", "test_pattern.py"]


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_program_of_the_page_passes(name: str, pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(filter(None, sys.path)))
    for variable in ("PYTEST_ADDOPTS", "PYTEST_XDIST_WORKER", "PYTEST_XDIST_WORKER_COUNT", "PYTEST_XDIST_TESTRUNUID"):
        monkeypatch.delenv(variable, raising=False)
    (pytester.path / name).write_text(PROGRAMS[name])

    first = pytester.runpytest_subprocess("--snapshot-update")
    second = pytester.runpytest_subprocess()

    assert (first.ret, second.ret) == (0, 0)
