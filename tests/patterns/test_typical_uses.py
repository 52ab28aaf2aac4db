"""What holds for every pattern: shown on one typical use of each (`typical_uses.py`)."""

import os
import subprocess
import sys
from pathlib import Path

import cdk8s
import pytest
from constructs import Construct

import k8spatterns_lib
from k8spatterns_lib import App, Chart
from k8spatterns_lib.manifests.checks.chart_checks import chart_findings
from k8spatterns_lib.manifests.pattern import Pattern
from k8spatterns_lib.manifests.policies.policies import policy_findings
from k8spatterns_lib.testing import Template, assert_valid
from k8spatterns_lib.testing.snapshot_files import snapshot_files
from k8spatterns_lib.values.kubernetes_version import SUPPORTED, KubernetesVersion
from tests.patterns.typical_uses import SHOWN, USES, Use

ROOT = Path(__file__).parents[2]
OLDEST_AND_NEWEST = (SUPPORTED[0], SUPPORTED[-1])
every_use = pytest.mark.parametrize("make", USES.values(), ids=USES)
oldest_and_newest = pytest.mark.parametrize("version", OLDEST_AND_NEWEST, ids=str)


def template_of(make: Use, version: KubernetesVersion = SUPPORTED[-1]) -> Template:
    chart = Chart(App(kubernetes=version), "shop", namespace="shop", labels={"team": "a"})
    make(chart)
    return Template.from_chart(chart)


def app_of(make: Use) -> App:
    app = App()
    make(Chart(app, "shop", namespace="shop"))
    return app


def test_every_pattern_and_preset_of_the_door_has_a_typical_use() -> None:
    """A pattern is a construct of the library, a preset any other class of its layer."""
    door = [getattr(k8spatterns_lib, name) for name in k8spatterns_lib.__all__]
    shown = [
        each
        for each in door
        if isinstance(each, type)
        and (issubclass(each, Pattern) or each.__module__.startswith("k8spatterns_lib.patterns."))
    ]

    assert len(shown) > 10
    assert [each.__name__ for each in shown if each not in SHOWN] == []


@every_use
def test_every_object_is_as_it_was_reviewed(make: Use, manifest_snapshot: object) -> None:
    """With the Kustomization, which has their order.

    `pytest --snapshot-update` writes what changed; read the difference before it is committed.
    """
    app = app_of(make)
    kustomization = Template.from_yaml(app.render()["shop/kustomization.yaml"].decode())

    assert Template([*Template.from_app(app), *kustomization]) == manifest_snapshot


@every_use
def test_what_synth_writes_is_to_the_byte_what_was_reviewed(make: Use) -> None:
    app = app_of(make)
    written = {path.removeprefix("shop/"): content.decode() for path, content in app.render().items()}
    del written["kustomization.yaml"]

    assert written == snapshot_files(Template.from_app(app))


@every_use
@oldest_and_newest
def test_every_object_fits_the_strict_schema(make: Use, version: KubernetesVersion) -> None:
    assert_valid(template_of(make, version), kubernetes=version)


@every_use
@oldest_and_newest
def test_every_pod_is_restricted_and_no_policy_is_broken(make: Use, version: KubernetesVersion) -> None:
    template = template_of(make, version)

    broken = [str(finding.as_error("shop")) for each in template for finding in policy_findings(each, version)[0]]

    assert broken == []


@every_use
def test_the_whole_chart_is_right(make: Use) -> None:
    """All checks run here, those too that synth leaves out for what patterns make."""
    assert [str(each.as_error("shop")) for each in chart_findings(list(template_of(make)))] == []


@every_use
def test_both_apps_give_the_same_objects(make: Use) -> None:
    plain = cdk8s.Chart(cdk8s.App(), "shop", namespace="shop", labels={"team": "a"})
    make(plain)

    assert template_of(make) == Template.from_chart(plain)


@every_use
def test_the_librarys_chart_gives_the_same_objects_in_a_plain_app(make: Use) -> None:
    """As cdk8s writes them, not as the chart tells them."""
    plain = cdk8s.App()
    make(Chart(plain, "shop", namespace="shop", labels={"team": "a"}))

    assert template_of(make) == Template.from_yaml(plain.synth_yaml())


@every_use
def test_the_objects_are_the_same_once_somebody_looked(make: Use) -> None:
    looked = Chart(App(), "shop", namespace="shop", labels={"team": "a"})
    _ = looked.node
    make(looked)

    assert list(template_of(make)) == list(Template.from_chart(looked))  # in this order


@every_use
def test_the_objects_are_the_same_once_they_are_api_objects(make: Use) -> None:
    asked = Chart(App(), "shop", namespace="shop", labels={"team": "a"})
    make(asked)
    for each in asked.manifest.objects:
        _ = each.api_object

    assert template_of(make) == Template.from_chart(asked)


PROGRAM = """
import sys
sys.path.insert(0, sys.argv[1])
from k8spatterns_lib import App, Chart
from tests.patterns.typical_uses import USES
app = App(sys.argv[2])
for name, make in USES.items():
    make(Chart(app, name.replace("_", "-")))
app.synth()
"""


def run_in(place: Path, seed: str) -> dict[str, bytes]:
    place.mkdir(exist_ok=True)
    environment = {**os.environ, "PYTHONHASHSEED": seed}
    command = [sys.executable, "-c", PROGRAM, str(ROOT), str(place / "out")]
    subprocess.run(command, cwd=place, env=environment, check=True)
    files = (each for each in (place / "out").rglob("*") if each.is_file())
    return {str(each.relative_to(place)): each.read_bytes() for each in files}


def test_equal_bytes_in_any_run_directory_and_hash_seed(tmp_path: Path) -> None:
    first = run_in(tmp_path / "a", "0")
    again = run_in(tmp_path / "a", "0")
    elsewhere = run_in(tmp_path / "b", "4294967295")

    assert first == again == elsewhere
    assert len(first) > len(USES)


def test_a_use_is_a_function_of_its_chart_alone() -> None:
    """Otherwise a second run in one process would give something else."""
    once, twice = ([list(template_of(make)) for make in USES.values()] for _ in range(2))

    assert once == twice


def test_a_broken_use_would_be_found() -> None:
    """The proofs above can fail."""

    def broken(chart: Construct) -> None:
        cdk8s.ApiObject(
            chart, "a", api_version="v1", kind="Pod", metadata=cdk8s.ApiObjectMetadata(name="a")
        ).add_json_patch(cdk8s.JsonPatch.add("/spec", {"containers": [{"name": "a", "image": "a", "prots": []}]}))

    template = template_of(broken)

    with pytest.raises(AssertionError, match="prots"):
        assert_valid(template)
    assert [policy_findings(each, SUPPORTED[-1])[0] for each in template] != [[]]
