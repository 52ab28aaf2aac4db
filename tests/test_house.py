"""The house rules of this repository that no linter knows."""

import ast
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SOURCES = sorted(ROOT.glob("src/**/*.py"))
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted(ROOT.glob("docs/**/*.md"))]
DRAWERS = {"utils", "util", "helpers", "common", "types", "constants", "misc"}
ONLY_IN_EXTRAS_OR_COMMANDS = {"cyclopts", "jsonschema", "kubernetes_validate", "lightkube", "networkx", "rich"}
LOOKS_OTHERWISE = {
    "tests/manifests/checks/test_chart_checks.py": "some of its texts hold no objects, which a Template refuses",
    "tests/manifests/checks/test_network_checks.py": "its charts are wrong, and Template.from_chart refuses them",
    "tests/manifests/test_yaml_reader.py": "the reader of YAML is what it is about",
    "tests/manifests/test_yaml_text.py": "the writer of YAML is what it is about; another reader reads it back",
    "tests/patterns/test_generated_patterns.py": "it holds the reader of YAML against another one",
}
"""Test modules that do not look into manifests by `k8spatterns_lib.testing`, and why."""


def other_ways(source: str) -> Iterator[str]:
    """Yield where a test looks into manifests by a reader of its own, or by the objects themselves."""
    for each in ast.walk(ast.parse(source)):
        match each:
            case ast.Import(names=names) if {"yaml", "ruamel.yaml", "ryaml"}.intersection(name.name for name in names):
                yield "import of a reader of YAML"
            case ast.ImportFrom(module="yaml" | "ruamel.yaml" | "ryaml"):
                yield "import of a reader of YAML"
            case ast.ImportFrom(names=names) if "read_documents" in {name.name for name in names}:
                yield "read_documents"
            case ast.Attribute(attr="to_json" | "current" as name):
                yield name
            case ast.Attribute(attr="synth", value=ast.Attribute(attr="Testing") | ast.Name(id="Testing")):
                yield "Testing.synth"
            case ast.Attribute(attr="data", value=ast.Call(func=ast.Attribute(attr="find_object"))):
                yield "find_object(...).data"
            case _:
                pass


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def heading_anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", page.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", each).strip().lower().replace(" ", "-") for each in headings}


@pytest.mark.parametrize("source", SOURCES, ids=name_of)
def test_source_stays_under_300_lines(source: Path) -> None:
    lines = source.read_text().count("\n")

    assert lines <= 300, f"{name_of(source)} has {lines} lines: split it by concept"


def test_no_module_is_a_drawer() -> None:
    drawers = [name_of(each) for each in SOURCES if {each.stem, each.parent.name} & DRAWERS]

    assert drawers == []


def test_every_folder_of_the_library_is_a_package() -> None:
    folders = {each.parent for each in SOURCES}

    assert [name_of(each) for each in sorted(folders) if not (each / "__init__.py").exists()] == []


def test_requirements_are_hashed_and_name_no_host() -> None:
    text = (ROOT / "requirements/dev.txt").read_text()
    lines = [each for each in text.splitlines() if not each.lstrip().startswith("#")]

    unhashed = [each for each, following in pairwise(lines) if "==" in each and "--hash=sha256:" not in following]
    strangers = [each for each in lines if not re.match(r"[a-z0-9][a-z0-9-]*==|    --hash=sha256:", each)]

    assert unhashed == []
    assert strangers == []
    assert "://" not in text


def test_npm_lock_has_digests_and_names_no_registry() -> None:
    packages: dict[str, dict[str, object]] = json.loads((ROOT / "package-lock.json").read_text())["packages"]

    installed = {path: entry for path, entry in packages.items() if path and not entry.get("inBundle")}

    assert [path for path, entry in installed.items() if "integrity" not in entry] == []
    assert [path for path, entry in installed.items() if "resolved" in entry] == []


def test_the_door_loads_nothing_that_only_commands_and_extras_need() -> None:
    program = "import sys; from k8spatterns_lib import *; print('\\n'.join(sys.modules))"

    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split()

    assert ONLY_IN_EXTRAS_OR_COMMANDS.intersection(loaded) == set()


@pytest.mark.parametrize(
    ("source", "way"),
    [
        ("import yaml", "import of a reader of YAML"),
        ("from ruamel.yaml import YAML", "import of a reader of YAML"),
        ("from k8spatterns_lib.manifests.files.yaml_reader import read_documents", "read_documents"),
        ("[each['kind'] for each in chart.to_json()]", "to_json"),
        ("cdk8s.Testing.synth(chart)[0]", "Testing.synth"),
        ("Testing.synth(chart)[0]", "Testing.synth"),
        ("pod.find_object('Deployment').data['spec']", "find_object(...).data"),
        ("work.job.current()['metadata']", "current"),
    ],
)
def test_other_ways_to_look_into_manifests_are_seen(source: str, way: str) -> None:
    assert list(other_ways(source)) == [way]


def test_what_is_no_look_into_manifests_is_not_taken_for_one() -> None:
    allowed = "cdk8s.Testing.app(); app.synth(); pod.find_object('Service').api_object; template.data"

    assert list(other_ways(allowed)) == []


def test_tests_look_into_manifests_by_the_testing_package_alone() -> None:
    """The library's own users; an exception that is needed no longer is to be removed."""
    others = {name_of(each): list(other_ways(each.read_text())) for each in sorted(ROOT.glob("tests/**/*.py"))}

    assert {name: ways for name, ways in others.items() if ways and name not in LOOKS_OTHERWISE} == {}
    assert [name for name in LOOKS_OTHERWISE if not others.get(name)] == []


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_links_of_pages_resolve(page: Path) -> None:
    links = re.findall(r"\]\((?!\w+:)([^)#]*)(?:#([^)]+))?\)", page.read_text())

    targets = [((page.parent / path) if path else page, anchor) for path, anchor in links]

    assert [str(path) for path, _ in targets if not path.exists()] == []
    assert [anchor for path, anchor in targets if anchor and anchor not in heading_anchors(path)] == []
