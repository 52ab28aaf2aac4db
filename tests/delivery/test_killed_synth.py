"""`k8spatterns synth`, killed at any moment, leaves the old tree or the new one."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest


def tree(directory: Path) -> dict[str, bytes]:
    return {str(each.relative_to(directory)): each.read_bytes() for each in directory.rglob("*") if each.is_file()}


def synth_command() -> list[str]:
    return [sys.executable, "-m", "k8spatterns_lib", "synth"]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("killed")
    subprocess.run(
        [sys.executable, "-m", "k8spatterns_lib", "init", "shop"], cwd=place, check=True, capture_output=True
    )
    return place / "shop"


def replicas(project: Path, count: int) -> None:
    main = project / "apps/main.py"
    text = main.read_text()
    start = text.index('"replicas": ') + len('"replicas": ')
    main.write_text(text[:start] + str(count) + text[text.index("}", start) :])


def test_a_killed_synth_leaves_a_whole_tree(project: Path) -> None:
    whole: dict[int, dict[str, bytes]] = {}
    seconds = 0.0
    for count in (3, 4):
        replicas(project, count)
        started = time.monotonic()
        subprocess.run(synth_command(), cwd=project, check=True, capture_output=True)
        seconds = time.monotonic() - started
        whole[count] = tree(project / "dist/head")
    assert whole[3] != whole[4]

    left: list[dict[str, bytes]] = []
    for turn in range(6):
        replicas(project, 3 + turn % 2)
        with subprocess.Popen(synth_command(), cwd=project, stdout=subprocess.DEVNULL) as process:
            time.sleep(seconds * (0.35 + 0.12 * turn))
            os.kill(process.pid, signal.SIGKILL)
        left.append(tree(project / "dist/head"))

    assert all(each in whole.values() for each in left)
    subprocess.run(synth_command(), cwd=project, check=True, capture_output=True)
    assert tree(project / "dist/head") == whole[4]
    assert sorted(each.name for each in (project / "dist").iterdir()) == ["head"]
