"""The plugin and the snapshots, in projects of their own that pytest runs as processes."""

import os
import sys
from hashlib import sha256
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from k8spatterns_lib.testing import Template
from k8spatterns_lib.testing.reading import objects_in_text
from k8spatterns_lib.testing.snapshot_files import snapshot_files

EXAMPLES: Final = Path(__file__).parents[2] / "examples"
HEADER: Final = """\
from k8spatterns_lib.testing import Match, Template, mask

def objects(replicas=2, *names):
    return Template(
        [{"apiVersion": "v1", "kind": "A", "metadata": {"name": name}, "spec": {"replicas": replicas, "image": "b:1"}}
         for name in names or ("a", "b")]
    )
"""


class Project:
    """A directory with tests, in which pytest runs as users run it."""

    def __init__(self, pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
        self._pytester = pytester
        # A terminal of the usual width, and no options of the tests that run this one.
        monkeypatch.setenv("COLUMNS", "80")
        for name in ("PYTEST_ADDOPTS", "PYTEST_XDIST_WORKER", "PYTEST_XDIST_WORKER_COUNT", "PYTEST_XDIST_TESTRUNUID"):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setenv("PYTHONPATH", os.pathsep.join(filter(None, sys.path)))

    def write(self, tests: str, *, header: str = HEADER) -> None:
        self._pytester.makepyfile(test_it=header + tests)

    def run(self, *options: str) -> pytest.RunResult:
        return self._pytester.runpytest_subprocess("-p", "no:randomly", "-p", "no:cacheprovider", *options)

    @property
    def files(self) -> list[str]:
        root = self._pytester.path / "__snapshots__"
        return sorted(each.relative_to(root).as_posix() for each in root.rglob("*.yaml"))

    def text(self, path: str) -> str:
        return (self._pytester.path / "__snapshots__" / path).read_text()


@pytest.fixture
def project(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Project:
    return Project(pytester, monkeypatch)


ONE: Final = "def test_one(manifest_snapshot):\n    assert objects() == manifest_snapshot\n"


def test_a_snapshot_is_a_directory_a_test_and_a_file_an_object(project: Project) -> None:
    project.write(ONE)

    project.run("--snapshot-update").assert_outcomes(passed=1)

    assert project.files == ["test_it/test_one/a.a.yaml", "test_it/test_one/b.a.yaml"]
    assert project.text("test_it/test_one/a.a.yaml").splitlines()[:4] == [
        "apiVersion: v1",
        "kind: A",
        "metadata:",
        "  name: a",
    ]
    done = project.run()
    done.assert_outcomes(passed=1)
    done.stdout.fnmatch_lines(["2 snapshots passed."])


def test_without_a_snapshot_the_test_fails_and_says_how_to_write_it(project: Project) -> None:
    project.write(ONE)

    done = project.run()

    done.assert_outcomes(failed=1)
    done.stdout.fnmatch_lines(["E * A 'a' is not in the snapshot; pytest --snapshot-update writes it"])


def test_a_change_is_told_by_object_and_field_on_one_line(project: Project) -> None:
    project.write(ONE)
    project.run("--snapshot-update")
    project.write(ONE.replace("objects()", 'objects(3, "a", "c")'))

    done = project.run()

    done.assert_outcomes(failed=1)
    done.stdout.fnmatch_lines(
        ["*A 'a': spec.replicas: expected 2, got 3", "*A 'c' is not in the snapshot;*", "*A 'b' is gone"]
    )
    project.run("--snapshot-update").assert_outcomes(passed=1)
    assert project.files == ["test_it/test_one/a.a.yaml", "test_it/test_one/c.a.yaml"]


def test_the_snapshot_of_a_test_that_is_no_more_is_unused(project: Project) -> None:
    project.write(ONE + ONE.replace("one", "two"))
    project.run("--snapshot-update")
    project.write(ONE)

    project.run().stdout.fnmatch_lines(["2 snapshots passed. 2 snapshots unused."])
    project.run("--snapshot-update")

    assert project.files == ["test_it/test_one/a.a.yaml", "test_it/test_one/b.a.yaml"]


@pytest.mark.parametrize("options", [["-k", "one"], ["test_it.py::test_one"], ["--deselect", "test_it.py::test_two"]])
def test_the_snapshot_of_a_test_that_did_not_run_stays(project: Project, options: list[str]) -> None:
    project.write(ONE + ONE.replace("one", "two"))
    project.run("--snapshot-update")

    project.run("--snapshot-update", *options)

    assert len(project.files) == 4


def test_the_snapshot_of_a_skipped_test_stays(project: Project) -> None:
    project.write(ONE)
    project.run("--snapshot-update")
    project.write("import pytest\n@pytest.mark.skip\n" + ONE)

    project.run("--snapshot-update").assert_outcomes(skipped=1)

    assert len(project.files) == 2


def test_snapshots_of_other_kinds_live_beside_them(project: Project) -> None:
    project.write(ONE + "def test_text(snapshot):\n    assert 'a text' == snapshot\n")
    project.run("--snapshot-update").assert_outcomes(passed=2)

    project.run("--snapshot-update", "-k", "text")
    project.run("--snapshot-update", "-k", "one")

    assert len(project.files) == 2
    project.run().assert_outcomes(passed=2)


def test_each_comparison_of_a_test_has_a_directory(project: Project) -> None:
    project.write(
        ONE
        + "    assert objects(4, 'c') == manifest_snapshot\n    assert objects(5, 'd') == manifest_snapshot(name='x/y')\n"
        + "def test_two():\n    pass\n"
    )

    project.run("--snapshot-update").assert_outcomes(passed=2)

    written = [
        "test_it/test_one.1/c.a.yaml",
        "test_it/test_one/a.a.yaml",
        "test_it/test_one/b.a.yaml",
        "test_it/test_one[x_y]/d.a.yaml",
    ]
    assert project.files == written
    project.run().assert_outcomes(passed=2)
    project.run("--snapshot-update", "-k", "two")
    assert project.files == written
    project.write(ONE)
    project.run("--snapshot-update")
    assert project.files == written[1:3]


def test_each_parameter_of_a_test_has_a_directory(project: Project) -> None:
    project.write(
        "import pytest\n@pytest.mark.parametrize('place', ['staging/uk', 'other'])\n"
        "def test_one(place, manifest_snapshot):\n    assert objects(2, 'a') == manifest_snapshot\n"
    )

    project.run("--snapshot-update").assert_outcomes(passed=2)

    written = ["test_it/test_one[other]/a.a.yaml", "test_it/test_one[staging_uk]/a.a.yaml"]
    assert project.files == written
    project.run("--snapshot-update", "-k", "other").assert_outcomes(passed=1, deselected=1)
    assert project.files == written


def test_a_name_that_is_too_long_for_a_directory_ends_in_its_hash(project: Project) -> None:
    long = f"test_{'x' * 250}"
    project.write(ONE.replace("test_one", long) + ONE.replace("test_one", f"{long}x"))

    project.run("--snapshot-update").assert_outcomes(passed=2)

    hashes = sorted(sha256(each.encode()).hexdigest()[:10] for each in (long, f"{long}x"))
    assert project.files[::2] == [f"test_it/{long[:169]}-{each}/a.a.yaml" for each in hashes]
    project.run().assert_outcomes(passed=2)


def test_the_settings_of_a_comparison_end_with_it(project: Project) -> None:
    project.write(
        "def test_one(manifest_snapshot):\n"
        "    assert Template([]) == manifest_snapshot(matcher=mask(images=True))\n"
        "    assert objects(2, 'a') == manifest_snapshot\n"
    )

    project.run("--snapshot-update").assert_outcomes(passed=1)

    assert "image: b:1" in project.text("test_it/test_one.1/a.a.yaml")
    project.run().assert_outcomes(passed=1)


def test_what_is_hidden_of_a_name_is_no_part_of_a_files_name(project: Project) -> None:
    project.write(
        "def test_one(manifest_snapshot):\n"
        "    assert objects(2, 'a-0123456789') == manifest_snapshot(matcher=mask(hashes=True))\n"
    )
    project.run("--snapshot-update").assert_outcomes(passed=1)

    project.write(
        "def test_one(manifest_snapshot):\n"
        "    assert objects(2, 'a-9876543210') == manifest_snapshot(matcher=mask(hashes=True))\n"
    )

    project.run().assert_outcomes(passed=1)
    assert project.files == ["test_it/test_one/a-hash.a.yaml"]


def test_objects_of_two_charts_that_share_a_name_are_told_apart(project: Project) -> None:
    project.write("def test_one(manifest_snapshot):\n    assert objects(2, 'a', 'a') == manifest_snapshot\n")

    project.run("--snapshot-update").assert_outcomes(passed=1)

    assert project.files == ["test_it/test_one/a.core.a.2.yaml", "test_it/test_one/a.core.a.yaml"]
    project.run().assert_outcomes(passed=1)


def test_workers_of_xdist_agree(project: Project) -> None:
    project.write(ONE + ONE.replace("one", "two"))
    project.run("--snapshot-update")

    done = project.run("-n", "2")

    done.assert_outcomes(passed=2)
    done.stdout.fnmatch_lines(["4 snapshots passed."])


def test_values_are_masked_and_fields_left_out_as_syrupy_does_it(project: Project) -> None:
    project.write(
        "from syrupy.filters import paths\n"
        "def test_one(manifest_snapshot):\n"
        "    assert objects() == manifest_snapshot(matcher=mask(images=True), exclude=paths('A/a.spec.replicas'))\n"
    )

    project.run("--snapshot-update").assert_outcomes(passed=1)

    assert "(image)" in project.text("test_it/test_one/a.a.yaml")
    assert "replicas" not in project.text("test_it/test_one/a.a.yaml")
    assert "replicas: 2" in project.text("test_it/test_one/b.a.yaml")
    project.run().assert_outcomes(passed=1)


def test_of_several_targets_only_what_differs_is_stored_again(project: Project) -> None:
    project.write(
        "def test_fleet(manifest_snapshot):\n"
        "    targets = {'staging/uk': objects(), 'release/uk': objects(3), 'release/asia': objects(2, 'a', 'c')}\n"
        "    assert targets == manifest_snapshot\n"
    )

    project.run("--snapshot-update").assert_outcomes(passed=1)

    below = "test_it/test_fleet/"
    assert [each.removeprefix(below) for each in project.files] == [
        "release/asia/absent.yaml",
        "release/asia/c.a.yaml",
        "release/uk/a.a.yaml",
        "release/uk/b.a.yaml",
        "staging/uk/a.a.yaml",
        "staging/uk/b.a.yaml",
        "targets.yaml",
    ]
    assert project.text(below + "release/uk/a.a.yaml") == "differs:\n  spec:\n    replicas: 3\n"
    assert project.text(below + "release/asia/absent.yaml") == "absent:\n- b.a.yaml\n"
    project.run().assert_outcomes(passed=1)


def test_what_is_no_template_is_refused(project: Project) -> None:
    project.write("def test_one(manifest_snapshot):\n    assert 'a text' == manifest_snapshot\n")

    done = project.run()

    done.stdout.fnmatch_lines(["*TypeError: manifest_snapshot compares a Template, or Templates by name, got str"])


def test_a_target_that_can_be_no_directory_is_refused(project: Project) -> None:
    project.write("def test_one(manifest_snapshot):\n    assert {'../x': objects()} == manifest_snapshot\n")

    done = project.run("--snapshot-update")

    done.stdout.fnmatch_lines(["*SettingError: manifest_snapshot: the name of a target is a directory, got '../x'*"])
    assert project.files == []


def test_of_a_target_also_the_fields_are_stored_that_it_lacks() -> None:
    def target(**spec: object) -> Template:
        return Template([{"apiVersion": "v1", "kind": "A", "metadata": {"name": "a"}, "spec": spec}])

    files = snapshot_files({"one": target(tls=1, off={"x": 1, "y": 2}), "two": target(tls=True, off={"y": 2})})

    assert files["two/a.a.yaml"] == "differs:\n  spec:\n    tls: true\nremoved:\n- spec.off.x\n"


def test_a_failed_comparison_of_templates_tells_the_fields(project: Project) -> None:
    project.write("def test_one():\n    assert objects(3) == objects(2, 'a', 'c')\n")

    done = project.run()

    done.stdout.fnmatch_lines(
        ["E * A 'a': spec.replicas: expected 2, got 3", "E *A 'c' is gone", "E *A 'b' is new"], consecutive=True
    )


def test_what_pytest_writes_fits_into_a_terminal(project: Project) -> None:
    project.write(
        "def test_one():\n    objects('long ' * 99).has_resource('A', 'a', {'spec': {'replicas': 'long ' * 99 + 'x'}})\n"
        "def test_two():\n    assert objects('long ' * 99) == objects('long ' * 98)\n"
    )

    told = [each for each in project.run().outlines if each.startswith("E ")]

    assert [each.strip("E ") for each in told if "long" not in each] == [
        "AssertionError: A 'a': spec.replicas:",
        "AssertionError: assert A 'a': spec.replicas:",
        "A 'b': spec.replicas:",
    ]
    assert [each for each in told if len(each) > 80] == []


@pytest.mark.parametrize(("options", "coloured"), [(["--color=yes"], True), (["--color=no"], False)])
def test_values_have_colours_where_the_terminal_has_them(
    project: Project, monkeypatch: pytest.MonkeyPatch, options: list[str], *, coloured: bool
) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    project.write("def test_one():\n    objects(3).has_resource('A', 'a', {'spec': {'replicas': 2}})\n")

    written = project.run(*options).stdout.str()

    assert ("\x1b[32m2\x1b[0m" in written) is coloured
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[32m2" not in project.run(*options).stdout.str()


def test_the_fixtures_make_an_app_and_a_chart(project: Project) -> None:
    project.write(
        "from k8spatterns_lib import ConfigMap\n"
        "def test_chart(chart, app, target):\n"
        "    ConfigMap(chart, 'a', data={'where': target.name})\n"
        "    Template.from_app(app).has_resource('ConfigMap', 'a', {'data': {'where': 'test/local'}})\n"
    )

    project.run().assert_outcomes(passed=1)


def test_a_marked_test_runs_once_for_every_target(project: Project) -> None:
    project.write(
        "import pytest\n"
        "from k8spatterns_lib import Environment, Fleet, Region\n"
        "fleet = Fleet(environments=[Environment('staging', regions=[Region('uk'), Region('asia')])])\n"
        "@pytest.mark.targets(fleet)\n"
        "def test_target(target):\n"
        "    assert target.environment.name == 'staging'\n"
    )

    done = project.run("-v")

    done.assert_outcomes(passed=2)
    done.stdout.fnmatch_lines(["*test_target?staging/uk? PASSED*", "*test_target?staging/asia? PASSED*"])


def test_a_project_that_does_not_use_the_plugin_does_not_load_cdk8s(project: Project) -> None:
    (Path.cwd()).exists()
    program = "import sys\ndef test_plain():\n    assert not {'cdk8s', 'jsii', 'constructs'} & sys.modules.keys()\n"
    project.write(program, header="")

    project.run().assert_outcomes(passed=1)


def test_the_tutorial_of_the_examples_passes(project: Project, pytester: pytest.Pytester) -> None:
    for name in ("web.py", "test_web.py"):
        (pytester.path / name).write_text((EXAMPLES / name).read_text())

    project.run("--snapshot-update").assert_outcomes(passed=4)
    project.run().assert_outcomes(passed=4)


TREES = st.recursive(
    st.booleans()
    | st.integers(-(2**40), 2**40)
    | st.text(max_size=8)
    | st.sampled_from(["yes", "1_0", "~", "0o7", "a\nb\n"]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text("abc.", min_size=1, max_size=3), inner, max_size=3)
    ),
    max_leaves=15,
)


@given(st.dictionaries(st.text("abc", min_size=1, max_size=3), TREES, max_size=4))
def test_a_snapshot_that_is_read_back_is_equal(spec: dict[str, object]) -> None:
    template = Template([{"apiVersion": "v1", "kind": "A", "metadata": {"name": "a"}, "spec": spec}])

    (text,) = snapshot_files(template).values()

    assert Template(objects_in_text(text, where="snapshot")) == template
