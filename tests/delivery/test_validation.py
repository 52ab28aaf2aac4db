import json
import re
from pathlib import Path
from typing import Any

import pytest

from k8spatterns_lib import App, Chart, DeliveryError
from k8spatterns_lib.delivery.validation import Validation, validate_tree
from k8spatterns_lib.delivery.validation_report import report, sarif
from k8spatterns_lib.manifests.rule_catalog import RULES
from k8spatterns_lib.values.kubernetes_version import NEWEST, KubernetesVersion
from tests.patterns.typical_uses import sidecar_pod

OLD = KubernetesVersion.parse("1.33")
POD = """\
apiVersion: v1
kind: Pod
metadata:
  name: web
  annotations:
    k8spatterns.io/security-exception: it traces other pods
spec:
  hostPID: true
  securityContext: {runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}}
  containers:
  - name: web
    image: example.com/web
    resources: {requests: {cpu: 1, memory: 1Gi}, limits: {memory: 1Gi}}
    securityContext: {allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: {drop: [ALL]}}
"""
CONFIG = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: %s\n"


def validated(directory: Path, **files: str) -> Validation:
    for name, text in files.items():
        place = directory / name.replace("__", "/")
        place.parent.mkdir(parents=True, exist_ok=True)
        place.with_name(f"{place.name}.yaml").write_text(text)
    return validate_tree(directory, default=NEWEST)


def rules(found: Validation) -> list[tuple[str | None, int]]:
    return [(each.rule, each.line) for each in found.errors]


def test_what_the_library_writes_has_no_finding(tmp_path: Path) -> None:
    app = App(tmp_path)
    sidecar_pod(Chart(app, "shop"))
    app.synth()

    found = validate_tree(tmp_path, default=NEWEST)

    assert (found.files, found.problems) == (6, ())


def test_a_finding_has_its_file_its_line_its_rule_and_its_repair(tmp_path: Path) -> None:
    found = validated(tmp_path, web=POD)

    (problem,) = found.errors
    assert problem.file == str(tmp_path / "web.yaml")
    assert problem.line == 12
    assert problem.kubernetes == "1.37"
    assert (problem.rule, problem.what, problem.fix) == (
        "image/pinned",
        "Pod 'web': spec.containers[0].image: an image must have a tag other than latest, or a digest, "
        "got 'example.com/web'",
        "Pin a version (:1.2.3) or a digest (@sha256:...).",
    )


def test_an_exception_is_a_note_with_its_reason(tmp_path: Path) -> None:
    (note,) = validated(tmp_path, web=POD).notes

    assert (note.rule, note.line, note.reason) == ("pod-security/host-namespaces", 8, "it traces other pods")


def test_fields_that_the_version_does_not_have_are_found(tmp_path: Path) -> None:
    text = CONFIG % "a" + "data: {a: 1}\nimmutable: 'yes'\n"

    found = validated(tmp_path, a=text)

    assert rules(found) == [("schema/field", 5), ("schema/field", 6)]
    assert found.errors[0].what == "ConfigMap 'a': data.a: 1 is not of type 'string', 'null'"


def test_an_api_that_the_version_does_not_serve_is_found(tmp_path: Path) -> None:
    budget = "apiVersion: policy/v1beta1\nkind: PodDisruptionBudget\nmetadata: {name: a}\n"

    found = validated(tmp_path, a=budget)

    assert [(each.rule, each.what) for each in found.errors] == [
        ("schema/version", "PodDisruptionBudget 'a': Kubernetes 1.37 has no such API")
    ]


def test_a_custom_resource_is_a_note(tmp_path: Path) -> None:
    found = validated(tmp_path, a="apiVersion: example.com/v1\nkind: Widget\nmetadata: {name: a}\n")

    assert found.errors == ()
    assert [each.what for each in found.notes] == ["Widget 'a': no schema for example.com/v1 Widget in Kubernetes 1.37"]


def test_an_end_that_is_elsewhere_is_a_note(tmp_path: Path) -> None:
    service = CONFIG.replace("ConfigMap", "Service") % "a"
    annotation = "  annotations: {k8spatterns.io/elsewhere: pods of the mesh}\n"
    spec = "spec: {selector: {app.kubernetes.io/name: b}, ports: [{port: 80}]}\n"

    found = validated(tmp_path, a=service + annotation + spec)

    assert found.errors == ()
    assert [each.reason for each in found.notes] == ["pods of the mesh"]


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("a: 1\nb: 2\na: 3\n", 3, "the key 'a' stands twice"),
        ("a: [\n", 2, "it is no YAML: did not find expected node content"),
        ("- 1\n", 1, "a document is an object"),
        (f"{CONFIG % 'a'}---\njust text\n", 6, "a document is an object"),
    ],
)
def test_what_is_no_manifest_is_found_with_its_line(text: str, line: int, what: str, tmp_path: Path) -> None:
    found = validated(tmp_path, a=text)

    assert [(each.rule, each.line, each.what) for each in found.errors] == [("file/yaml", line, what)]


def test_the_objects_of_a_list_are_looked_at_one_by_one(tmp_path: Path) -> None:
    items = "".join(
        f"- apiVersion: v1\n  kind: Secret\n  metadata: {{name: {name}}}\n  data: {{a: b}}\n" for name in "ab"
    )

    found = validated(tmp_path, a=f"apiVersion: v1\nkind: List\nitems:\n{items}")

    assert rules(found) == [("secret/plain-text", 7), ("secret/plain-text", 11)]


def test_a_directory_is_a_chart_and_a_file_of_the_npm_cdk8s_is_one(tmp_path: Path) -> None:
    together = validated(tmp_path / "together", a=CONFIG % "same", b=CONFIG % "same")
    in_one = validated(tmp_path / "one", a=f"{CONFIG % 'same'}---\n{CONFIG % 'same'}")
    of_cdk8s = validated(tmp_path / "cdk8s", **{"dev.k8s": CONFIG % "same", "prod.k8s": CONFIG % "same"})
    apart = validated(tmp_path / "apart", dev__a=CONFIG % "same", prod__a=CONFIG % "same")

    assert [rules(each) for each in (together, in_one, of_cdk8s, apart)] == [
        [("object/unique", 4)],
        [("object/unique", 9)],
        [],
        [],
    ]


def test_a_file_that_the_library_wrote_holds_one_object(tmp_path: Path) -> None:
    app = App(tmp_path)
    sidecar_pod(Chart(app, "shop"))
    app.synth()
    file = tmp_path / "shop/site.service.yaml"
    file.write_text(f"{file.read_text()}---\n{CONFIG % 'more'}")

    found = validate_tree(tmp_path, default=NEWEST)

    assert [(each.rule, each.what) for each in found.errors] == [("file/one-object", "it holds 2 objects")]


def test_each_target_has_its_own_version(tmp_path: Path) -> None:
    pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [], hostnameOverride: b}\n"
    for place in ("shop/release/asia", "shop/release/uk"):
        (tmp_path / place).mkdir(parents=True)
        (tmp_path / place / "a.yaml").write_text(pod)

    found = validate_tree(tmp_path, default=NEWEST, targets={"release/asia": OLD, "release/uk": NEWEST})

    assert [(each.kubernetes, each.file.split("/")[-2]) for each in found.errors] == [("1.33", "asia")]
    assert "hostnameOverride" in found.errors[0].what


def test_two_services_of_a_target_do_not_define_one_object(tmp_path: Path) -> None:
    for place in ("blog/release/asia", "shop/release/asia", "shop/release/uk"):
        (tmp_path / place).mkdir(parents=True)
        (tmp_path / place / "a.yaml").write_text(CONFIG % "same")
    targets = {"release/asia": NEWEST, "release/uk": NEWEST}

    found = validate_tree(tmp_path, default=NEWEST, targets=targets)

    ((rule, line),) = rules(found)
    assert (rule, line) == ("object/unique", 4)
    other = tmp_path / "blog/release/asia/a.yaml"
    assert found.errors[0].what == f"ConfigMap 'same': two services of one target define it, the other in {other}"


def test_a_directory_without_manifests_is_refused(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("nothing")

    with pytest.raises(DeliveryError, match=re.escape("there are no manifests in it. Run k8spatterns synth first.")):
        validate_tree(tmp_path, default=NEWEST)


def test_lines_say_place_rule_and_repair_and_end_in_a_count(tmp_path: Path) -> None:
    found = validated(tmp_path, web=POD)

    assert report(found, "text").splitlines() == [
        f"{tmp_path}/web.yaml:12: Pod 'web': spec.containers[0].image: an image must have a tag other than latest, or a "
        "digest, got 'example.com/web'. Pin a version (:1.2.3) or a digest (@sha256:...). [image/pinned, Kubernetes 1.37]",
        f"note: {tmp_path}/web.yaml:8: Pod 'web': spec.hostPID: a pod must not share the network, processes or memory of "
        "its node, got True: it traces other pods [pod-security/host-namespaces]",
        "1 files, 1 findings, 1 notes",
    ]


def test_json_lists_findings_and_notes_by_level(tmp_path: Path) -> None:
    listed = json.loads(report(validated(tmp_path, web=POD), "json"))

    assert [(each["level"], each["rule"], each["line"]) for each in listed] == [
        ("note", "pod-security/host-namespaces", 8),
        ("error", "image/pinned", 12),
    ]


def required_by_sarif(log: dict[str, Any]) -> None:
    """What the schema of SARIF 2.1.0 requires of each object, and what it says of their values."""
    assert log.keys() == {"$schema", "version", "runs"}
    assert log["version"] == "2.1.0"
    for run in log["runs"]:
        assert run.keys() >= {"tool", "results"}
        driver = run["tool"]["driver"]
        assert isinstance(driver["name"], str)
        for rule in driver["rules"]:
            assert isinstance(rule["id"], str)
            assert rule["defaultConfiguration"]["level"] in {"none", "note", "warning", "error"}
            assert all(rule[each]["text"] for each in ("shortDescription", "fullDescription", "help"))
        assert len({rule["id"] for rule in driver["rules"]}) == len(driver["rules"])
        for result in run["results"]:
            assert result["message"]["text"]
            assert result["level"] in {"none", "note", "warning", "error"}
            assert driver["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
            for location in result["locations"]:
                assert re.match(r"file:///|[^/]", location["physicalLocation"]["artifactLocation"]["uri"])
                assert location["physicalLocation"]["region"]["startLine"] >= 1
            for suppression in result.get("suppressions", []):
                assert suppression["kind"] in {"inSource", "external"}
                assert suppression["status"] in {"accepted", "underReview", "rejected"}


def test_sarif_has_what_its_schema_requires(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    validated(tmp_path, web=POD, custom="apiVersion: example.com/v1\nkind: Widget\nmetadata: {name: a}\n")

    log = sarif(validate_tree(Path(), default=NEWEST))

    required_by_sarif(log)
    (run,) = log["runs"]
    assert [(each["ruleId"], "suppressions" in each) for each in run["results"]] == [
        ("pod-security/host-namespaces", True),
        ("image/pinned", False),
    ]
    assert run["results"][0]["suppressions"][0]["justification"] == "it traces other pods"
    required_by_sarif(sarif(validate_tree(tmp_path, default=NEWEST)))
    assert run["results"][1]["locations"] == [
        {"physicalLocation": {"artifactLocation": {"uri": "web.yaml"}, "region": {"startLine": 12}}}
    ]


def test_every_rule_that_is_reported_is_in_the_catalog(tmp_path: Path) -> None:
    found = validated(tmp_path, web=POD)

    assert {each.rule for each in found.problems} <= RULES.keys()
