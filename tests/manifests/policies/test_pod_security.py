"""The profile restricted, held against verdicts of the API server's own code.

`pod_security_cases.jsonl` was recorded from k8s.io/pod-security-admission v0.37.2: pods that were
drawn at random, the version, and the controls that its evaluator found broken.
"""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from k8spatterns_lib import App, Chart, PodSettings, Port, Security, SidecarPod, Volume
from k8spatterns_lib.manifests.checks.pod_view import PodView, pods_of
from k8spatterns_lib.manifests.policies.pod_security import pod_security_findings
from k8spatterns_lib.manifests.policies.pod_security_rules import RULES
from k8spatterns_lib.manifests.policies.policies import policy_findings
from k8spatterns_lib.testing import Template
from k8spatterns_lib.values.kubernetes_version import NEWEST, KubernetesVersion
from tests.patterns.typical_uses import container

CASES: list[dict[str, Any]] = [
    json.loads(line) for line in (Path(__file__).parent / "pod_security_cases.jsonl").read_text().splitlines()
]


def broken(template: dict[str, Any], version: KubernetesVersion = NEWEST) -> set[str]:
    owner = {"apiVersion": "apps/v1", "kind": "Deployment", "spec": {"template": template}}
    (pod,) = pods_of(owner)
    return {each.rule.id.removeprefix("pod-security/") for each in pod_security_findings(pod, version)}


def test_every_recorded_pod_is_judged_as_the_api_server_does() -> None:
    wrong = [
        (each, found)
        for each in CASES
        if (found := broken(each["template"], KubernetesVersion.parse(each["kubernetes"]))) != set(each["broken"])
    ]

    assert wrong == []


def test_the_recorded_pods_break_every_control_and_some_break_none() -> None:
    assert {f"pod-security/{each}" for case in CASES for each in case["broken"]} == {each.id for each in RULES}
    assert any(not case["broken"] for case in CASES)


@pytest.mark.parametrize(
    ("since", "spec"),
    [
        ("1.34", {"containers": [{"name": "a", "readinessProbe": {"tcpSocket": {"host": "b", "port": 1}}}]}),
    ],
)
def test_a_control_counts_from_its_version_on(since: str, spec: dict[str, Any]) -> None:
    version = KubernetesVersion.parse(since)

    assert "host-probes" in broken({"spec": spec}, version)
    assert "host-probes" not in broken({"spec": spec}, KubernetesVersion(version.minor - 1))


def test_root_of_a_pod_with_users_of_its_own_is_allowed_where_the_version_says_so() -> None:
    spec = {
        "hostUsers": False,
        "containers": [{"name": "a", "securityContext": {"runAsUser": 0, "runAsNonRoot": False}}],
    }

    assert {"run-as-user", "run-as-non-root"} <= broken({"spec": spec}, KubernetesVersion(34))
    assert broken({"spec": spec}, KubernetesVersion(35)).isdisjoint({"run-as-user", "run-as-non-root"})


WEAK = "the test needs it"
EXCEPTIONS: list[tuple[dict[str, Any], dict[str, Any], str, str]] = [
    ({"security": Security(privileged=True, reason=WEAK)}, {}, "security-exception.web", "pod-security/privileged"),
    (
        {"security": Security(run_as_root=True, user=0, reason=WEAK)},
        {},
        "security-exception.web",
        "pod-security/run-as-user",
    ),
    (
        {"security": Security(allow_escalation=True, reason=WEAK)},
        {},
        "security-exception.web",
        "pod-security/privilege-escalation",
    ),
    (
        {"security": Security(read_only_root=False, reason=WEAK)},
        {},
        "security-exception.web",
        "container/read-only-root",
    ),
    ({"security": Security(seccomp="Unconfined", reason=WEAK)}, {}, "security-exception.web", "pod-security/seccomp"),
    ({"security": Security(apparmor="Unconfined", reason=WEAK)}, {}, "security-exception.web", "pod-security/apparmor"),
    (
        {"security": Security(add_capabilities=["NET_ADMIN"], reason=WEAK)},
        {},
        "security-exception.web",
        "pod-security/capabilities",
    ),
    ({}, {"security": Security(host_network=True, reason=WEAK)}, "security-exception", "pod-security/host-namespaces"),
    (
        {},
        {"security": Security(host_pid=True, host_ipc=True, reason=WEAK)},
        "security-exception",
        "pod-security/host-namespaces",
    ),
    (
        {"mounts": {"/logs": Volume.host_path("logs", "/var/log", reason=WEAK)}},
        {},
        "host-path-exception.logs",
        "pod-security/volume-types",
    ),
    (
        {"mounts": {"/files": Volume.nfs("files", server="nfs", path="/a", reason=WEAK)}},
        {},
        "nfs-exception.files",
        "pod-security/volume-types",
    ),
    (
        {"ports": {"dns": Port(name="dns", number=53, host_port=53, reason=WEAK)}},
        {},
        "host-port-exception.dns",
        "pod-security/host-ports",
    ),
]


@pytest.mark.parametrize(("of_container", "of_pod", "annotation", "rule"), EXCEPTIONS, ids=lambda each: str(each)[:30])
def test_what_the_library_lets_be_weaker_says_why_and_is_an_exception(
    of_container: dict[str, Any], of_pod: dict[str, Any], annotation: str, rule: str
) -> None:
    chart = Chart(App(), "shop")
    SidecarPod(
        chart, "web", main=container(**of_container), sidecars=[container("good", ports={})], pod=PodSettings(**of_pod)
    )
    (deployment,) = Template.from_chart(chart).find_resources("Deployment")

    found, excused = policy_findings(deployment, NEWEST)

    assert found == []
    assert {(each.annotation, each.reason) for each in excused} == {(f"k8spatterns.io/{annotation}", WEAK)}
    assert rule in {each.finding.rule.id for each in excused}


def test_a_reason_excuses_its_own_container_and_no_other() -> None:
    containers = [{"name": name, "securityContext": {"privileged": True}} for name in ("a", "b")]
    template = {
        "metadata": {"annotations": {"k8spatterns.io/security-exception.a": WEAK}},
        "spec": {"containers": containers},
    }
    owner = {"apiVersion": "apps/v1", "kind": "Deployment", "spec": {"template": template}}

    found, excused = policy_findings(owner, NEWEST)

    privileged = [each.path[4] for each in found if each.rule.id == "pod-security/privileged"]
    assert privileged == [1]
    assert {each.finding.path[4] for each in excused} == {0}


def test_a_blank_reason_is_none() -> None:
    template = {
        "metadata": {"annotations": {"k8spatterns.io/security-exception": "  "}},
        "spec": {"hostPID": True, "containers": []},
    }

    found, excused = policy_findings({"apiVersion": "v1", "kind": "Pod", **template}, NEWEST)

    assert [each.rule.id for each in found] == ["pod-security/host-namespaces"]
    assert excused == []


anything = st.recursive(
    st.none() | st.booleans() | st.integers(-1, 1) | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(
            st.sampled_from(["securityContext", "capabilities", "add", "type", "volumes", "ports", "name", "image"]),
            inner,
        )
    ),
    max_leaves=12,
)


@given(anything, anything, anything)
def test_pods_of_any_shape_are_judged_without_a_crash(containers: object, context: object, volumes: object) -> None:
    spec = {"containers": containers, "securityContext": context, "volumes": volumes, "hostPID": True}
    owner = {"apiVersion": "v1", "kind": "Pod", "metadata": {"annotations": context}, "spec": spec}

    assert isinstance(PodView(owner, ()).containers, list)
    assert policy_findings(owner, NEWEST)[0]
