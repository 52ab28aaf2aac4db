"""Every kind of workload and every setting of a pod gives an object that fits the strict schema."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from k8spatterns_lib import (
    App,
    Chart,
    Claim,
    Container,
    ContainerResource,
    EnvFrom,
    EnvTemplate,
    Hook,
    Lifecycle,
    NodeTerm,
    PatternError,
    PodFailureRule,
    PodField,
    PodSettings,
    PodTerm,
    Probe,
    Recreate,
    Resources,
    Scheduling,
    SecretKey,
    Security,
    SidecarPod,
    Spread,
    Toleration,
    Volume,
)
from k8spatterns_lib.testing import Capture, Match, Template, assert_valid
from k8spatterns_lib.values.kubernetes_version import SUPPORTED, KubernetesVersion
from k8spatterns_lib.workloads import CronJob, DaemonSet, Deployment, Job, Pod, StatefulSet

RESOURCES = Resources(cpu="50m", memory="64Mi", ephemeral_storage="1Gi", extended={"example.com/gpu": 1})
REASON = "the test needs it"


def container(name: str = "web", **settings: Any) -> Container:
    values: dict[str, Any] = {"image": "example.com/web:1", "resources": RESOURCES, **settings}
    return Container(name, **values)


def pods(**spec: Any) -> dict[str, Any]:
    """What a workload has whose pods have this."""
    return {"spec": {"template": {"spec": spec}}}


WORKLOADS = [
    Deployment(replicas=3, strategy=Recreate(), min_ready_seconds=5, progress_deadline_seconds=60, revision_history=2),
    StatefulSet(
        replicas=3, ordered=False, partition=1, claims=[Claim(size="1Gi", storage_class="fast")], min_ready_seconds=1
    ),
    StatefulSet(keep_claims_on_delete=False, keep_claims_on_scale_down=False, update="OnDelete", revision_history=1),
    DaemonSet(max_unavailable="10%", min_ready_seconds=3),
    DaemonSet(update="OnDelete"),
    Job(completions=3, parallelism=2, backoff_limit=1, ttl_seconds=60, deadline_seconds=600, suspend=True),
    Job(completions=None, restart="OnFailure"),
    Job(
        completions=4,
        indexed=True,
        backoff_limit_per_index=1,
        max_failed_indexes=2,
        success_indexes="0-1",
        pod_failure=[
            PodFailureRule(action="FailJob", exit_codes=[42], container="web"),
            PodFailureRule(action="Ignore", disruption=True),
        ],
    ),
    CronJob(
        schedule="@daily", job=Job(ttl_seconds=5), concurrency="Replace", starting_deadline_seconds=60, suspend=True
    ),
    Pod(restart="OnFailure"),
]


@pytest.mark.parametrize("version", [SUPPORTED[0], SUPPORTED[-1]], ids=str)
@pytest.mark.parametrize("workload", WORKLOADS, ids=lambda each: type(each).__name__)
def test_a_sidecar_runs_under_every_workload(workload: Any, version: KubernetesVersion) -> None:
    chart = Chart(App(kubernetes=version), "shop", namespace="shop")

    SidecarPod(chart, "web", main=container(), sidecars=[container("helper")], workload=workload)

    template = Template.from_chart(chart)
    template.has_resource(type(workload).__name__, "web")
    assert_valid(template, kubernetes=version)


SETTINGS = [
    PodSettings(
        labels={"tier": "front"},
        annotations={"note": "a"},
        service_account="robot",
        token=True,
        priority_class="high",
        runtime_class="gvisor",
        host_aliases={"192.0.2.1": ["a.example.com"]},
        dns_policy="None",
        dns_servers=["192.0.2.53"],
        dns_searches=["example.com"],
        dns_options={"ndots": "2", "edns0": None},
        readiness_gates=["example.com/ready"],
        grace_seconds=60,
        pull_secrets=["registry"],
        share_process_namespace=True,
        hostname="web",
        volumes=[Volume.nfs("nfs", server="nfs.example.com", path="/a", reason=REASON), Volume.claim("claim")],
    ),
    PodSettings(
        scheduling=Scheduling(
            node_selector={"disk": "ssd"},
            tolerations=[Toleration(key="a", value="b", effect="NoExecute", seconds=5), Toleration()],
            node_affinity=[NodeTerm(key="a", values=["b"]), NodeTerm(key="c", operator="Exists", weight=5)],
            pod_affinity=[
                PodTerm(labels={"a": "b"}),
                PodTerm(labels={"a": "b"}, weight=3),
                PodTerm(labels={"a": "b"}, apart=False),
                PodTerm(labels={"a": "b"}, apart=False, weight=1),
            ],
            spread=[Spread(max_skew=2, when_unsatisfiable="DoNotSchedule")],
            node_name="node-1",
        )
    ),
    PodSettings(
        security=Security(
            user=None,
            group=None,
            fs_group=None,
            supplemental_groups=[7],
            read_only_root=False,
            add_capabilities=["SYS_ADMIN"],
            run_as_root=True,
            seccomp="Localhost",
            seccomp_path="a.json",
            apparmor="localhost/a",
            host_users=False,
            reason=REASON,
        )
    ),
    PodSettings(security=Security(host_network=True, host_pid=True, host_ipc=True, reason=REASON)),
]


@pytest.mark.parametrize("version", [SUPPORTED[0], SUPPORTED[-1]], ids=str)
@pytest.mark.parametrize("pod", SETTINGS, ids=range(len(SETTINGS)))
def test_every_setting_of_a_pod_fits_the_schema(pod: PodSettings, version: KubernetesVersion) -> None:
    chart = Chart(App(kubernetes=version), "shop")

    SidecarPod(chart, "web", main=container(), pod=pod)

    assert_valid(Template.from_chart(chart), kubernetes=version)


def rich() -> Container:
    return container(
        command=["run"],
        args=["--a=$(A)"],
        working_dir="/work",
        pull_policy="Always",
        stdin=True,
        tty=True,
        ports={"http": 8080},
        env={
            "A": EnvTemplate("x:$(PASSWORD)", {"PASSWORD": SecretKey("s", "k")}),
            "B": ContainerResource("limits.memory", divisor="1Mi"),
            "C": PodField("status.podIP"),
        },
        env_from=[EnvFrom(config_map="c", prefix="C_"), EnvFrom(secret="s", optional=True)],
        mounts={
            "/a": Volume.empty_dir("a", medium="Memory", size_limit="1Gi").mount(sub_path="x"),
            "/b": Volume.host_path("b", "/var/log", reason=REASON, type="Directory").mount(
                propagation="HostToContainer"
            ),
            "/c": Volume.projected("all", Volume.secret("s", items={"k": "p"}), Volume.config_map("c"), mode=0o400),
            "/d": Volume.downward("down", {"name": PodField("metadata.name")}),
            "/e": Volume.config_map("c", name="file").file("key"),
        },
        writable=["/var/cache", "/tmp"],
        startup=Probe.tcp("http"),
        readiness=Probe.grpc(8080, service="health"),
        liveness=Probe.exec("true", termination_grace_seconds=5, initial_delay_seconds=3),
        lifecycle=Lifecycle(pre_stop=Hook.sleep(3), post_start=Hook.http("/start", port="http")),
        security=Security(read_only_root=False, reason=REASON),
    )


@pytest.mark.parametrize("version", [SUPPORTED[0], SUPPORTED[-1]], ids=str)
def test_every_setting_of_a_container_fits_the_schema(version: KubernetesVersion) -> None:
    chart = Chart(App(kubernetes=version), "shop")

    SidecarPod(chart, "web", main=rich())

    template = Template.from_chart(chart)
    assert_valid(template, kubernetes=version)
    annotations = Capture()
    template.has_resource("Deployment", "web", {"metadata": {"annotations": annotations}})
    assert list(annotations.as_dict().values()) == [REASON] * 2


def test_an_image_volume_is_mounted_where_the_version_has_them() -> None:
    chart = Chart(App(kubernetes="1.37"), "shop")

    SidecarPod(chart, "web", main=container(mounts={"/files": Volume.image("files", "example.com/files:1")}))

    files = {"name": "files", "image": {"reference": "example.com/files:1"}}
    Template.from_chart(chart).has_resource("Deployment", "web", pods(volumes=Match.array_equals([files])))


def test_a_claim_template_takes_the_place_of_the_volume_that_is_mounted(chart: Chart) -> None:
    workload = StatefulSet(claims=[Claim(size="1Gi")])

    SidecarPod(chart, "web", main=container(mounts={"/data": Volume.claim("data")}), workload=workload)

    template = Template.from_chart(chart)
    template.has_resource("StatefulSet", "web", pods(volumes=Match.absent()))
    template.has_resource("StatefulSet", "web", {"spec": {"volumeClaimTemplates": [{"metadata": {"name": "data"}}]}})


def test_more_than_one_replica_spreads_and_has_a_budget_and_one_has_neither(app: App) -> None:
    many, one = Chart(app, "many"), Chart(app, "one")

    SidecarPod(many, "web", main=container(), workload=Deployment(replicas=2))
    SidecarPod(one, "web", main=container())

    spread, alone = Template.from_chart(many), Template.from_chart(one)
    assert spread.names == ["Deployment/web", "NetworkPolicy/web", "PodDisruptionBudget/web"]
    spread.has_resource("Deployment", "web", pods(topologySpreadConstraints=[{}, {}]))
    assert alone.names == ["Deployment/web", "NetworkPolicy/web"]
    alone.has_resource("Deployment", "web", pods(topologySpreadConstraints=Match.absent()))


def test_what_comes_along_can_be_left_out(chart: Chart) -> None:
    workload = Deployment(replicas=2)

    SidecarPod(
        chart, "web", main=container(), workload=workload, network_policy=False, disruption_budget=False, spread=False
    )

    assert Template.from_chart(chart).names == ["Deployment/web"]


def test_the_policy_admits_the_patterns_own_ports_and_nothing_else(chart: Chart) -> None:
    SidecarPod(chart, "web", main=container(ports={"http": 8080}), sidecars=[container("s", ports={"admin": 9000})])

    rule = {"ports": [{"port": 8080, "protocol": "TCP"}, {"port": 9000, "protocol": "TCP"}]}
    Template.from_chart(chart).has_resource("NetworkPolicy", "web", {"spec": {"ingress": Match.array_equals([rule])}})


def test_sidecars_are_native_ones_in_the_order_given_unless_plain_ones_are_wanted(app: App) -> None:
    native, plain = Chart(app, "native"), Chart(app, "plain")
    helpers = [container("first"), container("second")]

    SidecarPod(native, "web", main=container(), sidecars=helpers)
    SidecarPod(plain, "web", main=container(), sidecars=helpers, native=False)

    first, second = ({"name": each, "restartPolicy": "Always"} for each in ("first", "second"))
    Template.from_chart(native).has_resource("Deployment", "web", pods(initContainers=[first, second]))
    names = [{"name": each} for each in ("web", "first", "second")]
    Template.from_chart(plain).has_resource("Deployment", "web", pods(containers=names, initContainers=Match.absent()))


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda c: SidecarPod(c, "web", main="x"), "shop/web: main must be a Container, got 'x'."),  # type: ignore[arg-type]
        (
            lambda c: SidecarPod(c, "web", main=container(), sidecars=["x"]),  # type: ignore[list-item]
            "shop/web: a sidecar must be a container, got 'x'.",
        ),
        (
            lambda c: SidecarPod(c, "web", main=container(), spred=True),  # type: ignore[call-arg]
            "shop/web: there is no setting 'spred', got True.",
        ),
        (lambda c: SidecarPod(c, "web", main=container(), spread=1), "shop/web: spread is a bool, got 1."),  # type: ignore[arg-type]
        (lambda c: SidecarPod(c, "web", main=container(), sidecars=[container()]), "shop/web: "),
        (
            lambda c: SidecarPod(c, "w" * 53, main=container(), workload=CronJob(schedule="@daily")),
            f"shop/{'w' * 53}: the name of a CronJob",
        ),
        (
            lambda c: SidecarPod(c, "web", main=container(), pod=PodSettings(active_deadline_seconds=5)),
            "shop/web: the pods of a Deployment run for ever and can have no activeDeadlineSeconds, got 5.",
        ),
        (
            lambda c: SidecarPod(c, "web", main=container()).expose(port=80, to="https"),
            "shop/web: no port named 'https'.",
        ),
        (
            lambda c: SidecarPod(c, "web", main=container(ports={"http": 80})).expose(port=0, to="http"),
            "shop/web: port must be 1 to 65535, got 0.",
        ),
        (
            lambda c: SidecarPod(c, "web", main=container(ports={"http": 80})).expose(port=80, to="http", type="Any"),  # type: ignore[arg-type]
            "shop/web: type must be a Service type, got 'Any'.",
        ),
    ],
)
def test_a_wrong_pattern_is_refused(make: Callable[[Chart], object], message: str) -> None:
    with pytest.raises(PatternError, match=f"^{re.escape(message)}"):
        make(Chart(App(), "shop"))
