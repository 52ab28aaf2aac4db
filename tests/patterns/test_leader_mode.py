"""The mode `leader` of `ReliableSingleton`: its objects, rights and refusals. What the elector does: `test_elector`."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cdk8s
import pytest
from hypothesis import given
from hypothesis import strategies as st

from k8spatterns_lib import (
    App,
    Chart,
    Container,
    LeaderElection,
    MySql,
    PatternError,
    PodSettings,
    Probe,
    ReliableSingleton,
    Resources,
    SecretKey,
    Security,
    Volume,
)
from k8spatterns_lib.patterns.behavioral import elector
from k8spatterns_lib.patterns.behavioral.leader_election import Traffic
from k8spatterns_lib.testing import Capture, Match, Template, assert_valid
from k8spatterns_lib.values.kubernetes_version import SUPPORTED


def container(**settings: Any) -> Container:
    values: dict[str, Any] = {
        "image": "example.com/web:1",
        "ports": {"http": 8080},
        "resources": Resources(cpu="1", memory="1Gi"),
        **settings,
    }
    return Container("web", **values)


def chart(version: object = "1.37") -> Chart:
    return Chart(App(kubernetes=str(version)), "shop", namespace="shop")


def singleton(where: Any, **settings: Any) -> ReliableSingleton:
    values: dict[str, Any] = {"run": container(), "mode": "leader", **settings}
    return ReliableSingleton(where, "web", **values)


def made(**settings: Any) -> Template:
    where = chart()
    singleton(where, **settings)
    return Template.from_chart(where)


def exposed(traffic: Traffic) -> Template:
    where = chart()
    singleton(where, election=LeaderElection(traffic=traffic)).expose(port=80, to="http")
    return Template.from_chart(where)


def pods(**spec: Any) -> dict[str, Any]:
    """What a workload has whose pods have this."""
    return {"spec": {"template": {"spec": spec}}}


def elector_with(args: Any) -> dict[str, Any]:
    """What the workload has whose elector has these arguments."""
    return pods(initContainers=[{"args": args}])


@pytest.mark.parametrize("version", [SUPPORTED[0], SUPPORTED[-1]], ids=str)
def test_its_objects_have_these_names_and_fit_the_schema(version: Any) -> None:
    where = chart(version)

    singleton(where, election=LeaderElection(traffic="leader")).expose(port=80, to="http")

    template = Template.from_chart(where)
    assert template.names == [
        "ConfigMap/web-elector",
        "Deployment/web",
        "Lease/web",
        "NetworkPolicy/web",
        "PodDisruptionBudget/web",
        "Role/web",
        "RoleBinding/web",
        "Service/web",
        "ServiceAccount/web",
    ]
    assert_valid(template, kubernetes=version)


def test_its_children_have_these_ids() -> None:
    where = cdk8s.Chart(cdk8s.App(), "shop")

    pattern = singleton(where)

    assert {each.node.id for each in pattern.node.children} == {
        "ConfigMap-web-elector",
        "Lease",
        "NetworkPolicy",
        "PodDisruptionBudget",
        "Resource",
        "Role",
        "RoleBinding",
        "ServiceAccount",
    }


def test_both_apps_give_the_same_objects() -> None:
    own, plain = Chart(App(), "shop", namespace="shop"), cdk8s.Chart(cdk8s.App(), "shop", namespace="shop")
    for where in (own, plain):
        singleton(where, election=LeaderElection(traffic="leader")).expose(port=80, to="http")

    assert Template.from_chart(own) == Template.from_chart(plain)


def test_two_pods_run_and_are_spread_unless_more_are_wanted() -> None:
    two, five = made(), made(replicas=5)

    two.has_resource("Deployment", "web", {"spec": {"replicas": 2}})
    two.has_resource("Deployment", "web", pods(topologySpreadConstraints=[{}, {}]))
    two.has_resource("PodDisruptionBudget", "web", {"spec": {"maxUnavailable": 1}})
    five.has_resource("Deployment", "web", {"spec": {"replicas": 5}})


def test_the_lease_says_nothing_that_an_elector_writes() -> None:
    lease = {"apiVersion": "coordination.k8s.io/v1", "kind": "Lease", "metadata": Match.any_value()}

    made().has_resource("Lease", "web", Match.object_equals(lease))


def test_the_account_may_read_and_update_its_lease_and_nothing_else() -> None:
    template = made()

    rule = {
        "apiGroups": ["coordination.k8s.io"],
        "resources": ["leases"],
        "resourceNames": ["web"],
        "verbs": ["get", "update"],
    }
    role = {"apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": "web"}
    account = {"kind": "ServiceAccount", "name": "web", "namespace": "shop"}
    template.has_resource("Role", "web", {"rules": Match.array_equals([rule])})
    template.has_resource(
        "RoleBinding", "web", {"roleRef": Match.object_equals(role), "subjects": Match.array_equals([account])}
    )


def test_the_token_is_for_the_elector_alone() -> None:
    template = made()

    template.has_resource("ServiceAccount", "web", {"automountServiceAccountToken": False})
    volumes, mounts = Capture(), Capture()
    template.has_resource(
        "Deployment",
        "web",
        pods(automountServiceAccountToken=False, volumes=volumes, containers=[{"volumeMounts": mounts}]),
    )
    assert [each["name"] for each in volumes.as_list() if "projected" in each] == ["elector-credentials"]
    assert "elector-credentials" not in {each["name"] for each in mounts.as_list()}


def test_the_main_container_is_told_by_variables_and_by_a_file_that_it_can_not_write() -> None:
    template = made(run=container(env={"A": "b"}, mounts={"/a": Volume.empty_dir("a")}))

    env = [
        {"name": "A", "value": "b"},
        {"name": "LEADER_URL", "value": "http://127.0.0.1:4040/"},
        {"name": "LEADER_FILE", "value": "/var/run/leader/leader.json"},
    ]
    mount = {"name": "elector-standing", "mountPath": "/var/run/leader", "readOnly": True}
    volume = {"name": "elector-standing", "emptyDir": {"medium": "Memory", "sizeLimit": "1Mi"}}
    main = {"env": Match.array_equals(env), "volumeMounts": Match.array_with([Match.object_equals(mount)])}
    volumes = Match.array_with([Match.object_equals(volume)])
    template.has_resource("Deployment", "web", pods(containers=[main], volumes=volumes))


def test_the_program_is_that_of_this_library_and_starts_as_the_container_starts_it() -> None:
    template = made()

    program = {each.name: each.read_text() for each in Path(elector.__file__).parent.glob("*.py")}
    sidecar = {"command": ["python", "-m", "elector"], "workingDir": "/program", "restartPolicy": "Always"}
    template.has_resource("ConfigMap", "web-elector", {"data": Match.object_equals(program)})
    template.has_resource("Deployment", "web", pods(initContainers=[sidecar]))


def test_the_elector_runs_restricted_whatever_the_pod_may_do() -> None:
    security = Security(user=None, read_only_root=False, reason="the image wants it")

    template = made(pod=PodSettings(security=security))

    context = {"runAsUser": 65532, "readOnlyRootFilesystem": True}
    template.has_resource("Deployment", "web", pods(initContainers=[{"securityContext": context}]))


@pytest.mark.parametrize(
    ("liveness", "options"),
    [
        (None, []),
        (Probe.exec("true"), []),
        (Probe.grpc(8080), []),
        (Probe.tcp("http", timeout_seconds=3), ["--check=tcp://:8080", "--check-seconds=3"]),
        (
            Probe.http("/alive?deep=1", port="http", headers=(("Host", "example.com"),)),
            ["--check=http://:8080/alive?deep=1", "--check-header=Host:example.com", "--check-seconds=1"],
        ),
        (Probe.https("/", port=8443), ["--check=https://:8443/", "--check-seconds=1"]),
    ],
)
def test_the_liveness_probe_is_asked_where_a_sidecar_can(liveness: Probe | None, options: list[str]) -> None:
    args = Capture()

    made(run=container(liveness=liveness)).has_resource("Deployment", "web", elector_with(args))

    assert [each for each in args.as_list() if each.startswith("--check")] == options


def test_a_service_leads_to_the_leader_if_that_is_wanted_and_costs_a_right() -> None:
    leader, every = exposed("leader"), exposed("all")

    name = {"app.kubernetes.io/name": "web"}
    marked = name | {"k8spatterns.io/leader": "true"}
    right = Match.object_equals({"apiGroups": [""], "resources": ["pods/status"], "verbs": ["patch"]})
    leader.has_resource("Service", "web", {"spec": {"selector": Match.object_equals(marked)}})
    leader.has_resource("Role", "web", {"rules": [{"resources": ["leases"]}, right]})
    leader.has_resource("Deployment", "web", elector_with(Match.array_with(["--label=k8spatterns.io/leader"])))
    every.has_resource("Service", "web", {"spec": {"selector": Match.object_equals(name)}})
    every.has_resource("Role", "web", {"rules": [{"resources": ["leases"]}]})


def test_a_service_of_the_leader_is_not_held_to_select_nothing() -> None:
    """The checks of a whole chart, which a template runs, refuse a Service that selects no pod."""
    exposed("leader").has_resource("Service", "web")


def test_an_account_of_the_user_gets_the_rights_and_no_other_is_made() -> None:
    template = made(pod=PodSettings(service_account="robot"))

    account = {"kind": "ServiceAccount", "name": "robot", "namespace": "shop"}
    template.has_no_resource("ServiceAccount")
    template.has_resource("RoleBinding", "web", {"subjects": Match.array_equals([account])})
    template.has_resource("Deployment", "web", pods(serviceAccountName="robot"))


def test_without_a_namespace_the_account_is_looked_for_where_the_binding_is() -> None:
    where = Chart(App(), "shop")

    singleton(where)

    account = {"kind": "ServiceAccount", "name": "web"}
    Template.from_chart(where).has_resource("RoleBinding", "web", {"subjects": Match.array_equals([account])})


def test_the_lease_is_applied_before_the_pods() -> None:
    app = App()

    singleton(Chart(app, "shop"))

    order = ["web.rolebinding.yaml", "web.lease.yaml", "web.deployment.yaml"]
    Template.from_yaml(app.render()["shop/kustomization.yaml"].decode()).has_resource_properties(
        "Kustomization", {"resources": Match.array_with(order)}
    )


seconds = st.integers(1, 60)


@given(lease=seconds, renew=seconds, retry=seconds)
def test_durations_leave_time_to_renew_and_to_end_or_are_refused(lease: int, renew: int, retry: int) -> None:
    fine = 2 * retry <= renew < lease

    try:
        election = LeaderElection(lease_seconds=lease, renew_seconds=renew, retry_seconds=retry)
    except PatternError:
        assert not fine
        return
    assert fine
    durations = [f"--lease-seconds={lease}", f"--renew-seconds={renew}", f"--retry-seconds={retry}"]
    args = Capture()
    made(election=election).has_resource("Deployment", "web", elector_with(args))
    assert [each for each in args.as_list() if "-seconds=" in each] == durations


def my_sql() -> MySql:
    return MySql(version="8.4", database="shop", password=SecretKey("auth", "password"))


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (
            lambda c: singleton(c, replicas=1),
            "shop/web: replicas must be a whole number from 2, got 1. One leads, the others stand by; for a single pod",
        ),
        (lambda c: singleton(c, replicas=True), "shop/web: replicas must be a whole number from 2, got True."),
        (
            lambda c: singleton(c, mode="at-most-one", replicas=2),
            "shop/web: replicas belongs to the mode leader, got 2. Leave it out, or use",
        ),
        (
            lambda c: singleton(c, mode="at-least-one", election=LeaderElection()),
            "shop/web: election belongs to the mode leader, got LeaderElection(",
        ),
        (lambda c: singleton(c, election="yes"), "shop/web: election must be a LeaderElection, got 'yes'."),
        (lambda c: singleton(c, storage="1Gi"), "shop/web: storage needs a mode that never runs two, got '1Gi'."),
        (lambda c: singleton(c, run=my_sql()), "shop/web: this server can not be led, got 'MySql'."),
        (
            lambda c: singleton(c).expose(port=80, to="http"),
            "shop/web: a Service must know whether to lead to the leader alone. Say election=LeaderElection(",
        ),
        (
            lambda c: singleton(c, run=container(env={"LEADER_URL": "x"})),
            "Container 'web': the elector sets this variable, got 'LEADER_URL'.",
        ),
        (
            lambda c: singleton(c, run=container(ports={"http": 4040})),
            "Container 'web': the elector listens on this port, got 4040. Give the elector another one",
        ),
        (
            lambda c: singleton(c, run=container(liveness=Probe.tcp("http", timeout_seconds=10))),
            "Container 'web': the liveness probe may take longer than a term, got 10.",
        ),
        (lambda c: singleton(c, spred=True), "shop/web: there is no setting 'spred', got True."),
        (
            lambda _: LeaderElection(renew_seconds=15),
            "LeaderElection: renew_seconds must be less than lease_seconds, got 15. A leader must stop before another",
        ),
        (
            lambda _: LeaderElection(retry_seconds=6),
            "LeaderElection: retry_seconds must be at most half of renew_seconds, got 6. A leader needs two tries",
        ),
        (
            lambda _: LeaderElection(lease_seconds="15"),  # type: ignore[arg-type]
            "LeaderElection: lease_seconds must be a whole number from 1, got '15'.",
        ),
        (lambda _: LeaderElection(lease_seconds=None), "LeaderElection: lease_seconds must be a whole number"),  # type: ignore[arg-type]
        (lambda _: LeaderElection(traffic="some"), "LeaderElection: traffic is unknown, got 'some'."),  # type: ignore[arg-type]
        (lambda _: LeaderElection(port=0), "Port 'elector': the number must be 1 to 65535, got 0."),
        (lambda _: LeaderElection(name="A"), "LeaderElection: name must be a DNS label, got 'A'."),
        (lambda _: LeaderElection(resources=1), "LeaderElection: resources must be Resources, got 1."),  # type: ignore[arg-type]
        (lambda _: LeaderElection(lease=1), "LeaderElection: there is no setting 'lease', got 1."),  # type: ignore[call-arg]
    ],
)
def test_a_wrong_election_is_refused(make: Callable[[Chart], object], message: str) -> None:
    with pytest.raises(PatternError, match=f"^{re.escape(message)}"):
        make(chart())
