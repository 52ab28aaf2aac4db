"""The pytest plugin: fixtures, a marker, and the words of a failed comparison.

It is loaded in every project that has this library installed, so it imports nothing that a
project does not use: cdk8s starts with the first fixture that needs it.
"""

import importlib
import sys
from collections.abc import Generator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

from k8spatterns_lib.testing.colour import set_colour

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

    from k8spatterns_lib.manifests.app import App
    from k8spatterns_lib.manifests.chart import Chart

_MARKER: Final = "targets"
_DECLARED: Final = f"{_MARKER}(fleet=None): run the test once for every target of a fleet, in the fixture `target`"
_SNAPSHOT: Final = "manifest_snapshot"
_SUFFIX: Final = "yaml"


def pytest_configure(config: pytest.Config) -> None:
    """Declare the marker."""
    config.addinivalue_line("markers", _DECLARED)


def pytest_sessionstart(session: pytest.Session) -> None:
    """Tell the messages whether there is a terminal with colours."""
    terminal: Any = session.config.pluginmanager.get_plugin("terminalreporter")
    set_colour(colour=terminal is not None and terminal.hasmarkup)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a marked test once for every target; without a fleet, for those of the project's own."""
    marker = metafunc.definition.get_closest_marker(_MARKER)
    if marker is None:
        return
    from k8spatterns_lib.manifests.project_settings import project_fleet  # noqa: PLC0415 - only where it is used

    fleet: Any = marker.args[0] if marker.args else project_fleet(metafunc.config.rootpath)
    metafunc.parametrize("target", fleet.targets, ids=[each.name for each in fleet.targets])


def pytest_itemcollected(item: pytest.Item) -> None:
    """Note whose snapshots are in use, though the test may be skipped or deselected."""
    if _SNAPSHOT in getattr(item, "fixturenames", ()):
        from k8spatterns_lib.testing.test_directories import collected  # noqa: PLC0415 - as above

        collected(_directory(item))
        _keep_others_away(item.config)


def _keep_others_away(config: pytest.Config) -> None:
    """Let syrupy's other extensions, which call every file unused that they do not know, pass ours over."""
    given: list[str] = list(config.option.ignore_file_extensions or ())
    if _SUFFIX not in given:
        config.option.ignore_file_extensions = [*given, _SUFFIX]
        session = getattr(config, "_syrupy", None)
        if session is not None:
            session.ignore_file_extensions = config.option.ignore_file_extensions


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Note which tests compared their snapshots."""
    report = yield
    if call.when == "call" and not report.skipped and _SNAPSHOT in getattr(item, "fixturenames", ()):
        from k8spatterns_lib.testing.test_directories import ran  # noqa: PLC0415 - as above

        ran(_directory(item))
    return report


@pytest.hookimpl(tryfirst=True)
def pytest_assertrepr_compare(config: pytest.Config, op: str, left: object, right: object) -> list[str] | None:
    """Say field by field how two templates, or one and its snapshot, differ: the first field on the first line."""
    if op != "==":
        return None
    snapshots = sys.modules.get("k8spatterns_lib.testing.manifest_snapshot")
    for each in (left, right):
        if snapshots is not None and isinstance(each, snapshots.ManifestSnapshot):
            snapshot: Any = each
            told: list[str] = snapshot.get_assert_diff(diff_mode=config.option.diff_mode)
            return told
    template = sys.modules.get("k8spatterns_lib.testing.template")
    if template is None or not all(isinstance(each, template.Template) for each in (left, right)):
        return None
    from k8spatterns_lib.testing.template_changes import lines_of_difference  # noqa: PLC0415 - as above

    return lines_of_difference(right, left)  # type: ignore[arg-type] # looked at above


def _directory(item: pytest.Item) -> Path:
    from syrupy.location import PyTestLocation  # noqa: PLC0415 - as above

    from k8spatterns_lib.testing.manifest_snapshot import ManifestSnapshotExtension  # noqa: PLC0415 - as above

    location = PyTestLocation(item)
    place = ManifestSnapshotExtension.dirname(test_location=location)
    return Path(place, ManifestSnapshotExtension.directory_name(location))


@pytest.fixture
def app(tmp_path: Path) -> "App":
    """Return the library's own `App`; it writes into the test's temporary directory."""
    from k8spatterns_lib.manifests.app import App  # noqa: PLC0415 - starts cdk8s

    return App(outdir=tmp_path)


@pytest.fixture
def chart(app: "App") -> "Chart":
    """Return a chart called "test" in `app`."""
    from k8spatterns_lib.manifests.chart import Chart  # noqa: PLC0415 - as above

    return Chart(app, "test")


@pytest.fixture
def target() -> Any:  # noqa: ANN401 - a Target, made by the door as a user would
    """Return the target `test/local`; a test with the marker `targets` gets those of its fleet."""
    door = importlib.import_module("k8spatterns_lib")
    region = door.Region("local")
    fleet = door.Fleet(environments=[door.Environment("test", regions=[region])])
    return fleet.targets[0]


@pytest.fixture
def manifest_snapshot(snapshot: "SnapshotAssertion") -> "SnapshotAssertion":
    """Return syrupy's snapshot for manifests: a directory a test, a YAML file an object."""
    from k8spatterns_lib.testing.manifest_snapshot import manifest_snapshot_of  # noqa: PLC0415 - as above

    return manifest_snapshot_of(snapshot)
