"""The library's own demands on containers, Secrets and namespaces, and which of them can have an exception."""

from typing import Any

import pytest

from k8spatterns_lib.manifests.policies import container_policies, object_policies
from k8spatterns_lib.manifests.policies.exceptions import EXCUSABLE
from k8spatterns_lib.manifests.policies.policies import RULES, policy_findings
from k8spatterns_lib.testing import Template
from k8spatterns_lib.values.kubernetes_version import NEWEST

RIGHT = """
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  template:
    metadata: {annotations: {}}
    spec:
      securityContext: {runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}}
      containers:
      - name: web
        image: example.com/web:1
        resources: {requests: {cpu: 1, memory: 1Gi}, limits: {memory: 1Gi}}
        securityContext: {allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: {drop: [ALL]}}
"""


def told(text: str) -> list[tuple[str, str]]:
    (data,) = Template.from_yaml(text)
    found = policy_findings(data, NEWEST)[0]
    return [(each.rule.id, str(each.as_error("shop"))) for each in found]


def test_a_right_pod_breaks_nothing() -> None:
    assert told(RIGHT) == []


CONTAINER = "spec.template.spec.containers[0]"
FOUND: list[tuple[str, str, str]] = [
    (
        "resources/requests",
        RIGHT.replace("cpu: 1, ", ""),
        f"shop Deployment 'web': {CONTAINER}.resources.requests.cpu: a container must say how much CPU and memory",
    ),
    (
        "resources/memory-limit",
        RIGHT.replace(", limits: {memory: 1Gi}", ""),
        f"shop Deployment 'web': {CONTAINER}.resources.limits.memory: a container must have a limit of memory.",
    ),
    (
        "image/pinned",
        RIGHT.replace("web:1", "web:latest"),
        f"shop Deployment 'web': {CONTAINER}.image: an image must have a tag other than latest, or a digest, "
        "got 'example.com/web:latest'. Pin a version (:1.2.3) or a digest (@sha256:...).",
    ),
    (
        "image/pinned",
        RIGHT.replace("        image: example.com/web:1\n", ""),
        f"shop Deployment 'web': {CONTAINER}.image: an image must have a tag other than latest, or a digest.",
    ),
    (
        "image/pinned",
        RIGHT.replace(
            "      containers:", "      volumes: [{name: files, image: {reference: files}}]\n      containers:"
        ),
        "shop Deployment 'web': spec.template.spec.volumes[0].image.reference: an image must have a tag",
    ),
    (
        "container/read-only-root",
        RIGHT.replace("readOnlyRootFilesystem: true", "readOnlyRootFilesystem: false"),
        f"shop Deployment 'web': {CONTAINER}.securityContext.readOnlyRootFilesystem: the root file system of a "
        "container must not be writable, got False.",
    ),
    (
        "secret/plain-text",
        "{apiVersion: v1, kind: Secret, metadata: {name: a}, data: {password: aHVudGVyMg==}}",
        "shop Secret 'a': data: a secret must not stand in plain text (keys: password). Use Secret(…, keys=[…])",
    ),
    (
        "secret/plain-text",
        "{apiVersion: v1, kind: Secret, metadata: {name: a}, stringData: {password: hunter2}}",
        "shop Secret 'a': stringData: a secret must not stand in plain text (keys: password).",
    ),
    (
        "namespace/pod-security",
        "{apiVersion: v1, kind: Namespace, metadata: {name: a}}",
        "shop Namespace 'a': a namespace must enforce the pod-security profile restricted. Label it",
    ),
    (
        "namespace/pod-security",
        "{apiVersion: v1, kind: Namespace, metadata: {name: a, labels: {pod-security.kubernetes.io/enforce: baseline}}}",
        "shop Namespace 'a': a namespace must enforce the pod-security profile restricted, got 'baseline'.",
    ),
]


@pytest.mark.parametrize(("rule", "text", "message"), FOUND, ids=[each[0] for each in FOUND])
def test_a_broken_demand_is_found_and_is_the_only_finding(rule: str, text: str, message: str) -> None:
    ((found, line),) = told(text)

    assert found == rule
    assert line.startswith(message)
    assert "hunter2" not in line
    assert "aHVudGVyMg==" not in line


def test_every_rule_of_these_has_a_mistake_that_breaks_it() -> None:
    own = {each.id for each in (*container_policies.RULES, *object_policies.RULES)}

    assert own - {rule for rule, _, _ in FOUND} == set()


@pytest.mark.parametrize(
    "text",
    [
        RIGHT.replace("requests: {cpu: 1, memory: 1Gi}, limits: {memory: 1Gi}", "limits: {cpu: 1, memory: 1Gi}"),
        RIGHT.replace("web:1", "web@sha256:" + "0" * 64),
        RIGHT.replace("        resources: {requests: {cpu: 1, memory: 1Gi}, limits: {memory: 1Gi}}\n", "").replace(
            "      containers:",
            "      resources: {requests: {cpu: 1, memory: 1Gi}, limits: {memory: 1Gi}}\n      containers:",
        ),
        RIGHT.replace("Deployment", "StatefulSet"),
        "{apiVersion: v1, kind: Secret, metadata: {name: a}}",
        "{apiVersion: v1, kind: Secret, metadata: {name: a}, data: {}}",
        "{apiVersion: bitnami.com/v1alpha1, kind: SealedSecret, metadata: {name: a}, spec: {encryptedData: {a: b}}}",
        "{apiVersion: v1, kind: Namespace, metadata: {name: a, labels: {pod-security.kubernetes.io/enforce: restricted}}}",
        "{apiVersion: v1, kind: ConfigMap, metadata: {name: a}, data: {a: b}}",
    ],
)
def test_what_keeps_the_demands_is_no_finding(text: str) -> None:
    assert told(text) == []


@pytest.mark.parametrize(
    ("kind", "wrapped"),
    [
        ("batch/v1 CronJob", "{jobTemplate: {spec: {template: %s}}}"),
        ("v1 ReplicationController", "{template: %s}"),
        ("keda.sh/v1alpha1 ScaledJob", "{jobTargetRef: {template: %s}}"),
        ("argoproj.io/v1alpha1 Rollout", "{template: %s}"),
        ("example.com/v1 Fleet", "{members: [{template: %s}]}"),
    ],
)
def test_pods_are_held_to_the_policies_whatever_makes_them(kind: str, wrapped: str) -> None:
    version, _, name = kind.partition(" ")
    pod = "{spec: {containers: [{name: a, image: a, securityContext: {privileged: true}}]}}"
    text = f"{{apiVersion: {version}, kind: {name}, metadata: {{name: a}}, spec: {wrapped % pod}}}"
    (data,) = Template.from_yaml(text)

    assert "pod-security/privileged" in {each.rule.id for each in policy_findings(data, NEWEST)[0]}


def test_a_reason_can_be_given_for_security_alone() -> None:
    """There is none for a missing limit, an image that changes, or a password in plain text."""
    assert {each.id for each in RULES} - EXCUSABLE == {
        "image/pinned",
        "resources/memory-limit",
        "resources/requests",
        "secret/plain-text",
    }


def test_a_namespace_says_itself_why_it_is_open() -> None:
    metadata: dict[str, Any] = {"name": "lab", "annotations": {"k8spatterns.io/security-exception": "students"}}

    found, (excused,) = policy_findings({"apiVersion": "v1", "kind": "Namespace", "metadata": metadata}, NEWEST)

    assert found == []
    assert str(excused) == (
        "Namespace 'lab': a namespace must enforce the pod-security profile restricted: students (namespace/pod-security)"
    )
