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
from k8spatterns_lib.manifests.schema import schema_findings
from k8spatterns_lib.patterns.pod_part import PodPart, Preset
from k8spatterns_lib.values.kubernetes_version import SUPPORTED
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


def by_name(objects: list[Any]) -> list[Any]:
    return sorted(objects, key=lambda each: (each["kind"], each["metadata"]["name"]))


@each_preset
def test_both_apps_give_the_same_objects(preset: Preset) -> None:
    own = Chart(App(), "shop", namespace="shop")
    plain = cdk8s.Chart(cdk8s.App(), "shop", namespace="shop")

    pod(own, preset)
    pod(plain, preset)

    assert by_name(own.to_json()) == by_name(cdk8s.Testing.synth(plain))


@pytest.mark.parametrize("version", [SUPPORTED[0], SUPPORTED[-1]], ids=str)
@each_preset
def test_every_object_fits_the_strict_schema(preset: Preset, version: Any) -> None:
    chart = Chart(App(kubernetes=version), "shop", namespace="shop")

    pod(chart, preset, workload=Deployment(replicas=2))

    found = [finding for each in chart.to_json() for finding in schema_findings(each, version)]
    assert found == []


@each_preset
def test_the_main_container_is_as_it_is_without_the_helper(preset: Preset) -> None:
    alone, helped = Chart(App(), "shop"), Chart(App(), "shop")
    SidecarPod(alone, "web", main=main())
    pod(helped, preset)

    first, second = (
        next(each for each in chart.to_json() if each["kind"] == "Deployment")["spec"]["template"]["spec"]["containers"]
        for chart in (alone, helped)
    )

    assert first == second


@given(preset=st.sampled_from(PRESETS), replicas=st.integers(1, 3))
def test_every_helper_is_restricted_has_limits_and_a_pinned_image(preset: Preset, replicas: int) -> None:
    chart = Chart(App(), "shop")
    pod(chart, preset, workload=Deployment(replicas=replicas))

    spec = next(each for each in chart.to_json() if each["kind"] == "Deployment")["spec"]["template"]["spec"]

    for each in spec["initContainers"]:
        assert each["securityContext"]["readOnlyRootFilesystem"] is True
        assert each["securityContext"]["capabilities"] == {"drop": ["ALL"]}
        assert each["resources"]["limits"]["memory"]
        assert re.search(r":v?\d+\.\d+\.\d+", each["image"])
        assert each["securityContext"].get("runAsUser", spec["securityContext"]["runAsUser"]) > 0


@each_preset
def test_a_job_with_a_helper_completes(preset: Preset) -> None:
    chart = Chart(App(), "shop")

    pod(chart, preset, workload=Job())

    spec = next(each for each in chart.to_json() if each["kind"] == "Job")["spec"]["template"]["spec"]
    assert [each["name"] for each in spec["containers"]] == ["web"]
    assert {each["restartPolicy"] for each in spec["initContainers"]} == {"Always"}


@pytest.mark.parametrize("workload", [Job(), CronJob(schedule="@daily")], ids=["Job", "CronJob"])
def test_a_job_with_plain_helpers_that_never_end_is_refused(workload: Any) -> None:
    message = f"shop/web: a {type(workload).__name__} with plain sidecars never completes"

    with pytest.raises(SettingError, match=f"^{re.escape(message)}"):
        pod(Chart(App(), "shop"), PRESETS[1], workload=workload, native=False)


@each_preset
def test_a_helper_runs_beside_the_main_container_on_request(preset: Preset) -> None:
    chart = Chart(App(), "shop")

    pod(chart, preset, native=False, workload=StatefulSet())

    spec = next(each for each in chart.to_json() if each["kind"] == "StatefulSet")["spec"]["template"]["spec"]
    assert spec["containers"][0]["name"] == "web"
    assert "initContainers" not in spec
    assert all("restartPolicy" not in each for each in spec["containers"])


@each_preset
def test_a_helper_runs_beside_a_stateless_service(preset: Preset) -> None:
    chart = Chart(App(), "shop")

    StatelessService(chart, "web", container=main(), sidecars=[preset], port=80)

    spec = next(each for each in chart.to_json() if each["kind"] == "Deployment")["spec"]["template"]["spec"]
    assert spec["initContainers"]


def test_a_helper_among_the_steps_before_the_start_keeps_all_that_it_wants() -> None:
    chart = Chart(App(), "shop")
    steps = [PRESETS[2], PRESETS[6]]

    StatelessService(chart, "web", container=main(), init=steps, port=80)

    found = {each["kind"]: each for each in chart.to_json()}
    assert found["Deployment"]["spec"]["template"]["spec"]["shareProcessNamespace"] is True
    assert found["PodMonitor"]["metadata"]["name"] == "web"


def test_an_exporter_runs_beside_each_pod_of_which_one_leads() -> None:
    chart = Chart(App(), "shop")

    ReliableSingleton(chart, "web", run=main(), mode="leader", sidecars=[PrometheusExporter.statsd()])

    spec = next(each for each in chart.to_json() if each["kind"] == "Deployment")["spec"]["template"]["spec"]
    assert "statsd-exporter" in [each["name"] for each in spec["initContainers"]]


def test_an_exporter_runs_beside_a_database() -> None:
    chart = Chart(App(), "shop")
    exporter = PrometheusExporter.mysqld(password=KEY, user="app")

    ReliableSingleton(chart, "mysql", run=MySql(version="8.4", database="shop", password=KEY), sidecars=[exporter])

    template = next(each for each in chart.to_json() if each["kind"] == "StatefulSet")["spec"]["template"]
    assert [each["name"] for each in template["spec"]["initContainers"]] == ["mysqld-exporter"]
    assert template["metadata"]["annotations"]["prometheus.io/port"] == "9104"


def test_one_application_has_several_adapters_in_the_order_given() -> None:
    chart = Chart(App(), "shop")
    adapters = [PRESETS[4], PRESETS[5], PRESETS[7]]

    AdapterPod(chart, "web", main=main(), adapter=adapters)

    spec = next(each for each in chart.to_json() if each["kind"] == "Deployment")["spec"]["template"]["spec"]
    names = [each["name"] for each in spec["initContainers"]]
    assert names == ["json", "normalizer-http", "normalizer", "mysqld-exporter"]


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
