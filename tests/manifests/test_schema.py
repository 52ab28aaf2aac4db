import re
import sys
from typing import Any

import pytest

from k8spatterns_lib.errors import ManifestError
from k8spatterns_lib.manifests.schema import missing_schema, schema_findings
from k8spatterns_lib.values.kubernetes_version import SUPPORTED, KubernetesVersion

OLD = KubernetesVersion.parse("1.33")


def config_map(**more: object) -> dict[str, Any]:
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "web"}, **more}


@pytest.mark.parametrize("version", SUPPORTED, ids=str)
def test_a_right_object_has_no_findings_in_any_supported_version(version: KubernetesVersion) -> None:
    assert schema_findings(config_map(data={"a": "b"}), version) == []


def test_unknown_fields_and_wrong_types_are_all_found_each_in_one_line_with_its_path() -> None:
    wrong = {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": "web"},
        "spec": {"containers": [{"name": "web", "ports": [{"containerPort": "http"}], "imagePulPolicy": "Never"}]},
    }

    findings = schema_findings(wrong, OLD)

    assert findings == [
        "spec.containers[0].ports[0].containerPort: 'http' is not of type 'integer'",
        "spec.containers[0]: Additional properties are not allowed ('imagePulPolicy' was unexpected)",
    ]


def test_a_field_of_a_newer_version_is_found_in_an_older_one() -> None:
    pod = {"apiVersion": "v1", "kind": "Pod", "spec": {"containers": [{"name": "a"}], "hostnameOverride": "b"}}

    assert schema_findings(pod, OLD) == [
        "spec: Additional properties are not allowed ('hostnameOverride' was unexpected)"
    ]
    assert schema_findings(pod, KubernetesVersion.parse("1.34")) == []


@pytest.mark.parametrize(
    ("api_version", "kind"),
    [
        ("example.com/v1", "Widget"),
        ("apps.example.com/v1", "Deployment"),
        ("", ""),
        ("v1", "../pod"),
    ],
)
def test_a_kind_without_a_schema_has_no_findings_but_is_told_apart(api_version: str, kind: str) -> None:
    """The file of apps.example.com/v1 Deployment would be that of apps/v1."""
    custom = {"apiVersion": api_version, "kind": kind, "spec": {"anything": 1}}

    assert schema_findings(custom, OLD) == []
    assert missing_schema(custom, OLD) == f"no schema for {api_version} {kind} in Kubernetes 1.33"


def test_a_kind_with_a_schema_misses_none() -> None:
    assert missing_schema(config_map(), OLD) is None


def test_findings_are_bounded_in_length() -> None:
    findings = schema_findings(config_map(data=["x" * 5_000]), OLD)

    assert len(findings) == 1
    assert findings[0].startswith("data: ")
    assert len(findings[0]) < 300


def test_a_version_without_schemas_is_refused() -> None:
    says = (
        "schema validation: the installed kubernetes-validate has no schemas for this Kubernetes version, got '1.99'. "
        "Upgrade kubernetes-validate."
    )

    with pytest.raises(ManifestError, match=f"^{re.escape(says)}$"):
        schema_findings(config_map(), KubernetesVersion(99))


def test_without_the_extra_the_error_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "kubernetes_validate", None)
    says = "schema validation: kubernetes-validate is not installed. Install k8spatterns-lib[validate]."

    with pytest.raises(ManifestError, match=f"^{re.escape(says)}$"):
        schema_findings(config_map(), KubernetesVersion(98))
