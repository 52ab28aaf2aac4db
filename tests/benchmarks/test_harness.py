import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.bars import bars
from benchmarks.line_up import LINE_UP
from benchmarks.measured_process import Measurement, ProgramFailedError, measure
from benchmarks.model import charts, manifests
from benchmarks.rounds import Runs
from benchmarks.tree_check import WrongTreeError, check_tree
from k8spatterns_lib.manifests.files.yaml_text import yaml_text
from k8spatterns_lib.testing import Template

ROOT = Path(__file__).parent.parent.parent
FEW = 20


def bench(*options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "benchmarks", *options]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def write_model(outdir: Path) -> None:
    for chart in charts(FEW):
        for each in manifests(chart):
            name = f"{each['metadata']['name']}.{each['kind'].lower()}.yaml"
            (outdir / name).write_text(yaml_text(each, where=name))


def runs(peer: str, objects: int, *seconds: float, peak: int = 1) -> Runs:
    (found,) = [each for each in LINE_UP if each.name == peer]
    each = [Measurement(user_seconds=s, system_seconds=0, wall_seconds=s, peak_bytes=peak) for s in seconds]
    return Runs(peer=found, objects=objects, written=objects, runs=tuple(each))


def test_the_library_and_the_floors_write_what_the_model_says() -> None:
    run = bench("--objects", str(FEW), "--runs", "1", "--peers", "library", "full", "ryaml", "pyyaml")

    assert run.returncode == 0, run.stdout + run.stderr
    assert re.findall(r"^│ +([0-9,]+) │ (.+?) +│", run.stdout, re.MULTILINE) == [
        ("20", "this library"),
        ("40", "this library, full"),
        ("20", "floor: ryaml"),
        ("20", "floor: PyYAML"),
    ]


def test_a_number_that_the_charts_can_not_share_is_refused_in_one_line() -> None:
    run = bench("--objects", "30", "--runs", "1", "--peers", "ryaml")

    assert run.returncode == 1
    assert run.stdout.strip() == "30 objects: objects must be a multiple of 20, got 30"


def test_a_tree_like_the_model_passes(tmp_path: Path) -> None:
    write_model(tmp_path)

    assert check_tree(tmp_path, charts(FEW), writes="the model") == FEW


def test_a_tree_that_misses_an_object_is_refused(tmp_path: Path) -> None:
    write_model(tmp_path)
    (tmp_path / "service-00003.service.yaml").unlink()

    with pytest.raises(WrongTreeError, match=re.escape("('Service', 'service-00003') is missing")):
        check_tree(tmp_path, charts(FEW), writes="more")


def test_a_tree_with_another_field_is_refused_unless_it_may_have_more(tmp_path: Path) -> None:
    write_model(tmp_path)
    changed = tmp_path / "service-00003.service.yaml"
    (data,) = Template.from_yaml(changed.read_text())
    changed.write_text(json.dumps(data | {"spec": data["spec"] | {"type": "NodePort"}}))

    assert check_tree(tmp_path, charts(FEW), writes="more") == FEW
    with pytest.raises(WrongTreeError, match=re.escape("('Service', 'service-00003') differs")):
        check_tree(tmp_path, charts(FEW), writes="the model")


def test_a_tree_with_another_value_is_refused_in_both_ways(tmp_path: Path) -> None:
    write_model(tmp_path)
    changed = tmp_path / "service-00003.service.yaml"
    changed.write_text(changed.read_text().replace("port: 80", "port: 81"))

    with pytest.raises(WrongTreeError, match="differs"):
        check_tree(tmp_path, charts(FEW), writes="more")


# A grandchild that nobody waits for: its CPU must be counted all the same.
BUSY = "t = __import__('time'); s = t.process_time()\nwhile t.process_time() - s < 0.3: pass"
LEAVES_A_CHILD = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {BUSY!r}])"
MEASURES = """
import os, sys
from pathlib import Path
from benchmarks.measured_process import measure
taken = measure([sys.executable, "-c", sys.argv[1]], environment=os.environ, folder=Path())
print(taken.user_seconds + taken.system_seconds)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux hands orphans to the measuring process")
def test_the_cpu_of_all_descendants_is_counted() -> None:
    # In a process of its own: one that adopts orphans is no place for other tests.
    run = subprocess.run(
        [sys.executable, "-c", MEASURES, LEAVES_A_CHILD], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert float(run.stdout) >= 0.3


def test_a_program_that_fails_is_no_measurement(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "raise SystemExit('no way')"]

    with pytest.raises(ProgramFailedError, match=r"ended with 1: no way"):
        measure(command, environment={}, folder=tmp_path)


def test_ratios_compare_runs_of_one_round() -> None:
    ours, theirs = runs("library", 2000, 1, 4, 1), runs("typescript", 2000, 2, 8, 2)

    assert ours.times(theirs) == 0.5


def test_bars_say_what_is_met_and_what_is_missed() -> None:
    measured = [
        runs("library", 2000, 0.5),
        runs("library", 10_000, 1.3, peak=160),
        runs("typescript", 2000, 0.6),
        runs("typescript", 10_000, 2.6, peak=100),
        runs("helm", 2000, 0.4),
        runs("helm", 10_000, 2.8),
        runs("typed", 2000, 10),
    ]

    assert [(each.says, each.met) for each in bars(measured)] == [
        ("TypeScript cdk8s, 2,000 objects", False),
        ("Python cdk8s, typed, 2,000 objects", True),
        ("TypeScript cdk8s, 10,000 objects", True),
        ("one object more (2,000 to 10,000), helm's is the bar", True),
        ("TypeScript cdk8s, 10,000 objects, peak memory", False),
    ]


def test_bars_without_their_peers_are_not_told() -> None:
    assert list(bars([runs("library", 2000, 0.5), runs("helm", 2000, 0.4)])) == []
