"""What holds for every preset of the structural patterns, wherever it runs."""

import re
from typing import Any

import cdk8s
import pytest
from constructs import Construct
from hypothesis import given
from hypothesis import strategies as st

from k8spatterns_lib import (
    AdapterPod,
    App,
    Chart,
    ConfigReloader,
    Container,
    GitSync,
    JsonLines,
    LogNormalizer,
    LogShipper,
    MySql,
    PodMonitor,
    PrometheusExporter,
    ReliableSingleton,
    Resources,
    SecretKey,
    SettingError,
    SidecarPod,
    StatelessService,
    ToHttp,
    ToS3,
    Volume,
)
from k8spatterns_lib.patterns.pod_part import PodPart, Preset
from k8spatterns_lib.testing import Capture, Match, Template, assert_restricted, assert_valid
from k8spatterns_lib.values.kubernetes_version import SUPPORTED, KubernetesVersion
from k8spatterns_lib.workloads import CronJob, Deployment, Job, StatefulSet

LOGS = Volume.empty_dir("logs")
SITE = Volume.config_map("site")
KEY = SecretKey("auth", "key")
PRESETS: list[Preset] = [
    GitSync("https://git.example.com/a.git"),
    LogShipper(source=LOGS.file("*.log"), to=[ToHttp("https://a.example.com"), ToS3("logs", region="eu-west-1")]),
    ConfigReloader(watch=SITE, signal="HUP", process="web"),
    ConfigReloader(watch=SITE, post="http://127.0.0.1:8080/reload", name="other"),
    JsonLines(source=LOGS.file("raw.txt"), fields={"cpu": r"CPU: (\d+)"}, port=8090),
    LogNormalizer(source=LOGS.file("app.log"), json={"message": "msg"}, port=8081),
    PrometheusExporter.redis(password=KEY, monitor=PodMonitor()),
    PrometheusExporter.mysqld(password=KEY),
    PrometheusExporter.nginx(),
    PrometheusExporter.statsd(),
    PrometheusExporter.jmx(port=9999),
]
HELPER = {
    "securityContext": {"readOnlyRootFilesystem": True, "capabilities": Match.object_equals({"drop": ["ALL"]})},
    "resources": {"limits": {"memory": Match.any_value()}},
    "image": Match.string_like_regexp(r":v?\d+\.\d+\.\d+"),
}
"""What every preset's container is like."""
each_preset = pytest.mark.parametrize("preset", PRESETS, ids=lambda each: type(each).__name__)


def main(**settings: Any) -> Container:
    values: dict[str, Any] = {
        "image": "example.com/web:1",
        "ports": {"http": 8080},
        "mounts": {"/logs": LOGS, "/site": SITE},
        "resources": Resources(cpu="50m", memory="64Mi"),
    }
    return Container("web", **{**values, **settings})


def pod(scope: Construct, preset: Preset, **settings: Any) -> SidecarPod:
    return SidecarPod(scope, "web", main=main(), sidecars=[preset], **settings)


def pods_of(**spec: Any) -> dict[str, Any]:
    """Return the pattern of a workload whose pods are like this."""
    return {"spec": {"template": {"spec": spec}}}


@each_preset
def test_both_apps_give_the_same_objects(app: App, preset: Preset) -> None:
    own, plain = Chart(app, "shop", namespace="shop"), cdk8s.Chart(cdk8s.App(), "shop", namespace="shop")

    pod(own, preset)
    pod(plain, preset)

    assert Template.from_chart(own) == Template.from_chart(plain)


@pytest.mark.parametrize("version", [SUPPORTED[0], SUPPORTED[-1]], ids=str)
@each_preset
def test_every_object_fits_the_strict_schema(preset: Preset, version: KubernetesVersion) -> None:
    chart = Chart(App(kubernetes=version), "shop", namespace="shop")

    pod(chart, preset, workload=Deployment(replicas=2))

    assert_valid(Template.from_chart(chart), kubernetes=version)


@each_preset
def test_the_main_container_is_as_it_is_without_the_helper(app: App, chart: Chart, preset: Preset) -> None:
    alone = Chart(app, "alone")
    SidecarPod(alone, "web", main=main())
    pod(chart, preset)

    containers = Capture()
    Template.from_chart(alone).has_resource("Deployment", "web", pods_of(containers=containers))
    same = Match.array_equals(containers.as_list())
    Template.from_chart(chart).has_resource("Deployment", "web", pods_of(containers=same))


@given(preset=st.sampled_from(PRESETS), replicas=st.integers(1, 3))
def test_every_helper_is_restricted_has_limits_and_a_pinned_image(preset: Preset, replicas: int) -> None:
    chart = Chart(App(), "shop")
    pod(chart, preset, workload=Deployment(replicas=replicas))

    template, user, helpers = Template.from_chart(chart), Capture(), Capture(Match.array_each(HELPER))
    template.has_resource("Deployment", "web", pods_of(securityContext={"runAsUser": user}, initContainers=helpers))
    assert all(each["securityContext"].get("runAsUser", user.as_int()) > 0 for each in helpers.as_list())
    assert_restricted(template)


@each_preset
def test_a_job_with_a_helper_completes(chart: Chart, preset: Preset) -> None:
    pod(chart, preset, workload=Job())

    spec = pods_of(containers=[{"name": "web"}], initContainers=Match.array_each({"restartPolicy": "Always"}))
    Template.from_chart(chart).has_resource("Job", "web", spec)


@pytest.mark.parametrize("workload", [Job(), CronJob(schedule="@daily")], ids=["Job", "CronJob"])
def test_a_job_with_plain_helpers_that_never_end_is_refused(workload: Any) -> None:
    message = f"shop/web: a {type(workload).__name__} with plain sidecars never completes"

    with pytest.raises(SettingError, match=f"^{re.escape(message)}"):
        pod(Chart(App(), "shop"), PRESETS[1], workload=workload, native=False)


@each_preset
def test_a_helper_runs_beside_the_main_container_on_request(chart: Chart, preset: Preset) -> None:
    pod(chart, preset, native=False, workload=StatefulSet())

    containers = Capture(Match.array_each({"restartPolicy": Match.absent()}))
    template = Template.from_chart(chart)
    template.has_resource("StatefulSet", "web", pods_of(containers=containers, initContainers=Match.absent()))
    names = [each["name"] for each in containers.as_list()]
    assert names[0] == "web"
    assert len(names) > 1


@each_preset
def test_a_helper_runs_beside_a_stateless_service(chart: Chart, preset: Preset) -> None:
    StatelessService(chart, "web", container=main(), sidecars=[preset], port=80)

    helpers = Match.array_with([{"restartPolicy": "Always"}])
    Template.from_chart(chart).has_resource("Deployment", "web", pods_of(initContainers=helpers))


def test_a_helper_among_the_steps_before_the_start_keeps_all_that_it_wants(chart: Chart) -> None:
    steps = [PRESETS[2], PRESETS[6]]

    StatelessService(chart, "web", container=main(), init=steps, port=80)

    template = Template.from_chart(chart)
    template.has_resource("Deployment", "web", pods_of(shareProcessNamespace=True))
    template.has_resource("PodMonitor", "web")


def test_an_exporter_runs_beside_each_pod_of_which_one_leads(chart: Chart) -> None:
    ReliableSingleton(chart, "web", run=main(), mode="leader", sidecars=[PrometheusExporter.statsd()])

    helpers = Match.array_with([{"name": "statsd-exporter"}])
    Template.from_chart(chart).has_resource("Deployment", "web", pods_of(initContainers=helpers))


def test_an_exporter_runs_beside_a_database(chart: Chart) -> None:
    exporter = PrometheusExporter.mysqld(password=KEY, user="app")

    ReliableSingleton(chart, "mysql", run=MySql(version="8.4", database="shop", password=KEY), sidecars=[exporter])

    pods = {
        "metadata": {"annotations": {"prometheus.io/port": "9104"}},
        "spec": {"initContainers": [{"name": "mysqld-exporter"}]},
    }
    Template.from_chart(chart).has_resource("StatefulSet", "mysql", {"spec": {"template": pods}})


def test_one_application_has_several_adapters_in_the_order_given(chart: Chart) -> None:
    adapters = [PRESETS[4], PRESETS[5], PRESETS[7]]

    AdapterPod(chart, "web", main=main(), adapter=adapters)

    helpers = [{"name": each} for each in ("json", "normalizer-http", "normalizer", "mysqld-exporter")]
    Template.from_chart(chart).has_resource("Deployment", "web", pods_of(initContainers=helpers))


@pytest.mark.parametrize(
    ("adapter", "message"),
    [
        ([], "shop/web: at least one adapter is needed, got []."),
        ("json", "shop/web: a sidecar must be a container, got 'j'."),
        ([PRESETS[4], 1], "shop/web: a sidecar must be a container, got 1."),
    ],
)
def test_a_wrong_adapter_is_refused(adapter: Any, message: str) -> None:
    with pytest.raises(SettingError, match=f"^{re.escape(message)}"):
        AdapterPod(Chart(App(), "shop"), "web", main=main(), adapter=adapter)


class Wants:
    """A preset of a user's own, with an annotation."""

    def __init__(self, value: str) -> None:
        self.value = value

    def part(self, pattern: str, main: Container) -> PodPart:
        return PodPart(annotations={"example.com/a": self.value, "example.com/main": f"{pattern}/{main.name}"})


def test_helpers_that_want_one_annotation_agree_or_are_refused() -> None:
    SidecarPod(Chart(App(), "shop"), "web", main=main(), sidecars=[Wants("x"), Wants("x")])

    message = "shop/web: two sidecars want the annotation 'example.com/a', got 'y'."
    with pytest.raises(SettingError, match=f"^{re.escape(message)}"):
        SidecarPod(Chart(App(), "shop"), "web", main=main(), sidecars=[Wants("x"), Wants("y")])
