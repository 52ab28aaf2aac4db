import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from k8spatterns_lib.testing import Template

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    run_in(tmp_path, "init", "shop")
    return tmp_path / "shop"


def run_in(directory: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "k8spatterns_lib", *words]
    environment = {each: value for each, value in os.environ.items() if each != "CDK8S_OUTDIR"}
    return subprocess.run(command, cwd=directory, env=environment, capture_output=True, text=True, check=False)


def test_a_new_project_synthesizes_validates_and_passes_its_tests(project: Path) -> None:
    synth, validate = run_in(project, "synth"), run_in(project, "validate")
    tests = [sys.executable, "-m", "pytest", "-q", "-p", "no:randomly", "-p", "no:cacheprovider"]
    tested = subprocess.run(tests, cwd=project, capture_output=True, text=True, check=False)

    assert synth.returncode == 0, synth.stderr
    assert synth.stdout.endswith("added, 0 changed, 0 removed, 0 unchanged\n")
    assert validate.returncode == 0
    assert validate.stdout == "11 files, 0 findings\n"
    assert "1 passed" in tested.stdout


def test_a_second_synth_says_that_nothing_changed(project: Path) -> None:
    run_in(project, "synth")

    again = run_in(project, "synth")

    assert again.stdout == "0 added, 0 changed, 0 removed, 14 unchanged\n"


def test_init_writes_over_nothing(project: Path) -> None:
    again = run_in(project.parent, "init", "shop")

    assert again.returncode == 1
    assert again.stderr.startswith("shop: files of the project are there already, got [")
    assert len(again.stderr.splitlines()) == 1


def test_validate_finds_a_field_that_the_version_does_not_have(project: Path) -> None:
    run_in(project, "synth")
    file = project / "dist/head/shop/release/asia/shop.deployment.yaml"
    file.write_text(file.read_text().replace("replicas: 3", "replica: 3"))

    text, listed = run_in(project, "validate"), run_in(project, "validate", "--output", "json")

    assert text.returncode == listed.returncode == 1
    assert text.stdout == (
        "dist/head/shop/release/asia/shop.deployment.yaml:11: Deployment 'shop': spec: Additional properties are not "
        "allowed ('replica' was unexpected). Write what the API reference of that version says. "
        "[schema/field, Kubernetes 1.37]\n11 files, 1 findings\n"
    )
    (finding,) = json.loads(listed.stdout)
    assert finding["kubernetes"] == "1.37"


def test_validate_writes_sarif_for_code_scanners(project: Path) -> None:
    run_in(project, "synth")

    done = run_in(project, "validate", "--output", "sarif")

    assert done.returncode == 0
    assert json.loads(done.stdout)["runs"][0]["results"] == []


def test_validate_works_without_a_project_and_in_a_version_that_is_asked_for(tmp_path: Path) -> None:
    (tmp_path / "two.yaml").write_text(
        "{apiVersion: v1, kind: ConfigMap, metadata: {name: a}}\n---\n"
        "{apiVersion: v1, kind: Pod, metadata: {name: b}, spec: {hostnameOverride: c, containers: []}}\n"
    )

    old, new = (run_in(tmp_path, "validate", ".", "--kubernetes", version) for version in ("1.33", "1.37"))

    assert (old.returncode, new.returncode) == (1, 0)
    assert "two.yaml:3: Pod 'b': spec: Additional properties are not allowed ('hostnameOverride'" in old.stdout
    assert new.stdout == "1 files, 0 findings\n"


def test_explain_rule_says_why_a_rule_is_there(tmp_path: Path) -> None:
    one, group = (run_in(tmp_path, "explain", "rule", each) for each in ("image/pinned", "resources"))

    assert one.stdout.splitlines() == [
        "image/pinned",
        "demands: an image must have a tag other than latest, or a digest",
        "reason:  What latest is changes while the manifest does not: replicas differ, and a rollback brings nothing back.",
        "repair:  Pin a version (:1.2.3) or a digest (@sha256:...).",
        'source:  Kubernetes docs, "Configuration Good Practices"; "Images", "Image names"',
    ]
    assert [line.split("  ")[0] for line in group.stdout.splitlines()] == [
        "resources/requests",
        "resources/memory-limit",
    ]


def test_explain_exceptions_lists_what_is_weaker_and_why(project: Path) -> None:
    before = run_in(project, "explain", "exceptions", "release/asia")
    service = project / "apps/service.py"
    text = service.read_text().replace("Resources, ", "Resources, Security, ")
    security = 'security=Security(read_only_root=False, reason="it compiles its templates"),'
    service.write_text(text.replace('writable=["/tmp"],', security))

    after = run_in(project, "explain", "exceptions", "release/asia")

    assert before.stdout == "release/asia has no exceptions\n"
    assert after.stdout == (
        "shop Deployment 'shop' k8spatterns.io/security-exception.shop: it compiles its templates "
        "(container/read-only-root)\n"
    )


def test_explain_says_where_a_parameter_comes_from(project: Path) -> None:
    done = run_in(project, "explain", "shop", "release/asia")

    assert "replicas = 3  from release\n" in done.stdout
    assert done.stdout.splitlines()[0].endswith("from defaults")


def test_explain_needs_lists_what_a_target_uses_and_does_not_define(project: Path) -> None:
    done = run_in(project, "explain", "needs", "release/asia")

    assert done.stdout == "Namespace shop (used by shop)\n"


def test_explain_network_says_who_may_reach_whom(project: Path) -> None:
    done = run_in(project, "explain", "network", "shop", "release/asia")

    assert done.returncode == 0, done.stderr
    assert done.stdout == (
        "Deployment/shop: from anywhere on 8080/TCP (http) (NetworkPolicy shop)\n"
        "Deployment/shop: to anywhere on any port (no policy)\n"
    )


def test_explain_says_what_can_be_asked(project: Path) -> None:
    done = run_in(project, "explain", "--help")

    assert done.returncode == 0
    for each in ("needs", "exceptions", "rule", "Example: k8spatterns explain network frontend release/asia"):
        assert each in done.stdout


@pytest.mark.parametrize(("language", "start"), [("mermaid", "flowchart LR\n"), ("dot", "digraph objects {\n")])
def test_graph_draws_what_refers_to_what(project: Path, language: str, start: str) -> None:
    done = run_in(project, "graph", "shop", "release/asia", "--output", language)

    assert done.stdout.startswith(start)
    assert "Service/shop" in done.stdout


@pytest.mark.parametrize(
    ("words", "status", "message"),
    [
        (["synth", "--service", "shp"], 1, "fleet: there is no such service, got 'shp'. Did you mean 'shop'?"),
        (["synth", "--app", "missing.py"], 1, "missing.py: there is no such program. Give the path of a Python file."),
        (["graph", "shp", "release/asia"], 1, "fleet: there is no such service, got 'shp'. Did you mean 'shop'?"),
        (
            ["explain", "rule", "image/pined"],
            1,
            "explain rule: there is no such rule, got 'image/pined'. Did you mean 'image/pinned'?",
        ),
        (
            ["validate", "dist", "--output", "xml"],
            2,
            'k8spatterns: Invalid value "xml" for --output. Choose from: "text", "json", "sarif".',
        ),
        (
            ["explain", "network", "shp", "release/asia"],
            1,
            "fleet: there is no such service, got 'shp'. Did you mean 'shop'?",
        ),
        (
            ["explain", "shop", "release/mars"],
            1,
            "fleet: there is no such target, got 'release/mars'. Did you mean 'release/asia'?",
        ),
        (["validate", "nowhere"], 1, "nowhere: there is no such directory. Run k8spatterns synth first."),
        (["synth", "--servise", "a"], 2, "k8spatterns: Unknown option: --servise. Did you mean --service?"),
    ],
)
def test_wrong_use_is_one_line(project: Path, words: list[str], status: int, message: str) -> None:
    done = run_in(project, *words)

    assert (done.returncode, done.stderr) == (status, message + "\n")


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        (None, "pyproject.toml: there is no project here, got "),
        ("", "pyproject.toml: it names no fleet, got None. "),
        ("[", "pyproject.toml: it can not be read, got "),
        (
            '[tool.k8spatterns]\nfleet = "nothing.here:fleet"',
            "pyproject.toml: the fleet's module can not be imported, got ",
        ),
        ('[tool.k8spatterns]\nfleet = "os:path"', "pyproject.toml: the setting names no Fleet, got 'os:path'. "),
    ],
)
def test_a_project_without_a_fleet_is_one_line(tmp_path: Path, settings: str | None, message: str) -> None:
    if settings is not None:
        (tmp_path / "pyproject.toml").write_text(settings)

    done = run_in(tmp_path, "synth")

    assert done.returncode == 1
    assert done.stderr.startswith(message)
    assert len(done.stderr.splitlines()) == 1


PROGRAM = """
from k8spatterns_lib import App, Chart, ConfigMap
app = App()
ConfigMap(Chart(app, "shop"), "texts", data={"a": "b"})
"""


def test_a_program_that_only_defines_an_app_is_synthesized(tmp_path: Path) -> None:
    (tmp_path / "program.py").write_text(PROGRAM)

    done = run_in(tmp_path, "synth", "--app", "program.py", "--output", "out")

    assert done.returncode == 0, done.stderr
    assert (tmp_path / "out/shop/texts.configmap.yaml").exists()
    Template.from_directory(tmp_path / "out").has_resource("ConfigMap", "texts", {"data": {"a": "b"}})


@pytest.mark.parametrize(
    ("text", "status", "message"),
    [
        (
            "import sys\nsys.exit(3)",
            1,
            "program.py: the program ended itself, got 3. End with status 0 where all is well.",
        ),
        ("raise SystemExit", 0, ""),
        ("x = = 1", 1, "SyntaxError: invalid syntax"),
        ("\n\n{}['a']", 1, "program.py:3: KeyError: 'a'. See that line."),
    ],
)
def test_a_program_that_fails_is_one_line(tmp_path: Path, text: str, status: int, message: str) -> None:
    (tmp_path / "program.py").write_text(text)

    done = run_in(tmp_path, "synth", "--app", "program.py")

    assert done.returncode == status
    assert message in done.stderr
    assert len(done.stderr.splitlines()) == bool(message)
