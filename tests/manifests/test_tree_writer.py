import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from k8spatterns_lib.errors import DeliveryError
from k8spatterns_lib.manifests.files.chart_directory import chart_files
from k8spatterns_lib.manifests.files.tree_writer import Changes, write_tree


def tree(directory: Path) -> dict[str, bytes]:
    return {str(each.relative_to(directory)): each.read_bytes() for each in directory.rglob("*") if each.is_file()}


def files_of(*charts: str, count: int = 2, text: str = "a") -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    for chart in charts:
        objects = [
            {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": f"c{i}"}, "data": {"k": text}}
            for i in range(count)
        ]
        files |= chart_files(objects, directory=chart)
    return files


def test_a_first_write_adds_all_files(tmp_path: Path) -> None:
    files = files_of("one", "two")

    changes = write_tree(tmp_path / "dist", files)

    assert tree(tmp_path / "dist") == files
    assert changes == Changes(added=tuple(sorted(files)))
    assert [each.name for each in tmp_path.iterdir()] == ["dist"]


def test_an_equal_write_touches_nothing(tmp_path: Path) -> None:
    files = files_of("one")
    write_tree(tmp_path, files)
    before = {each: each.stat() for each in tmp_path.rglob("*")}

    changes = write_tree(tmp_path, files)

    assert not changes
    assert changes.unchanged == len(files)
    assert {each: each.stat() for each in tmp_path.rglob("*")} == before


def test_what_no_object_owns_any_more_goes_and_a_persons_files_stay(tmp_path: Path) -> None:
    write_tree(tmp_path, files_of("one", "two"))
    (tmp_path / "one" / "notes.yaml").write_text("mine: true\n")
    (tmp_path / "README").write_text("mine\n")

    changes = write_tree(tmp_path, files_of("one", count=1))

    assert changes.removed == (
        "one/c1.configmap.yaml",
        "two/c0.configmap.yaml",
        "two/c1.configmap.yaml",
        "two/kustomization.yaml",
    )
    assert (tmp_path / "one" / "notes.yaml").read_text() == "mine: true\n"
    assert (tmp_path / "README").read_text() == "mine\n"
    assert not (tmp_path / "two").exists()


def test_files_outside_the_part_that_is_written_stay(tmp_path: Path) -> None:
    write_tree(tmp_path, files_of("one", "two"))

    changes = write_tree(tmp_path, files_of("one", text="b"), within=["one"])

    assert changes.removed == ()
    assert (tmp_path / "two" / "c0.configmap.yaml").exists()


def test_one_changed_file_leaves_the_other_directories_alone(tmp_path: Path) -> None:
    write_tree(tmp_path, files_of("one") | files_of("two"))
    before = (tmp_path / "one").stat()

    write_tree(tmp_path, files_of("one") | files_of("two", text="b"))

    assert (tmp_path / "one").stat() == before


def test_a_directory_that_can_not_be_written_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(DeliveryError, match=re.escape("the output directory can not be written")):
        write_tree(tmp_path / "file" / "dist", files_of("one"))


def test_the_current_directory_is_not_pulled_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_tree(tmp_path, files_of("one", "two"))
    monkeypatch.chdir(tmp_path)

    with pytest.raises(DeliveryError, match=re.escape("the output directory must not hold the current one")):
        write_tree(tmp_path, files_of("one", "two", text="b"))


@given(st.lists(st.dictionaries(st.sampled_from("abc"), st.text(max_size=3), max_size=3), min_size=1, max_size=4))
def test_the_tree_is_what_was_written_last(
    tmp_path_factory: pytest.TempPathFactory, writes: list[dict[str, str]]
) -> None:
    place = tmp_path_factory.mktemp("tree")
    files: dict[str, bytes] = {}
    for write in writes:
        files = {}
        for chart, text in write.items():
            files |= files_of(chart, text=text)
        write_tree(place, files)

    assert tree(place) == files


PROGRAM = """
import sys
sys.path.insert(0, sys.argv[2])
from pathlib import Path
from test_tree_writer import files_of
from k8spatterns_lib.manifests.files.tree_writer import write_tree
print("ready", flush=True)
turn = 0
while True:
    turn += 1
    write_tree(Path(sys.argv[1]), files_of("one", "two", count=60, text="ab"[turn % 2]))
"""


@pytest.mark.parametrize("delay", [0.01, 0.05, 0.1, 0.17, 0.23])
def test_a_killed_write_leaves_the_old_tree_or_the_new_one(tmp_path: Path, delay: float) -> None:
    place = tmp_path / "dist"
    whole = [files_of("one", "two", count=60, text=text) for text in "ab"]
    write_tree(place, whole[0])
    command = [sys.executable, "-c", PROGRAM, str(place), str(Path(__file__).parent)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(delay)
        os.kill(process.pid, signal.SIGKILL)

    assert tree(place) in whole

    write_tree(place, whole[1])
    assert [each.name for each in tmp_path.iterdir()] == ["dist"]
