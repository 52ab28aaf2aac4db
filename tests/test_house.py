"""The house rules of this repository that no linter knows."""

import json
import re
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SOURCES = sorted(ROOT.glob("src/**/*.py"))
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted(ROOT.glob("docs/**/*.md"))]
DRAWERS = {"utils", "util", "helpers", "common", "types", "constants", "misc"}
ONLY_IN_EXTRAS_OR_COMMANDS = {"cyclopts", "jsonschema", "kubernetes_validate", "lightkube", "networkx", "rich"}


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


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_links_of_pages_resolve(page: Path) -> None:
    links = re.findall(r"\]\((?!\w+:)([^)#]*)(?:#([^)]+))?\)", page.read_text())

    targets = [((page.parent / path) if path else page, anchor) for path, anchor in links]

    assert [str(path) for path, _ in targets if not path.exists()] == []
    assert [anchor for path, anchor in targets if anchor and anchor not in heading_anchors(path)] == []
