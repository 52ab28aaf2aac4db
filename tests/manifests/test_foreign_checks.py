"""Whole charts in both Apps: objects of `ApiObject`, cdk8s-plus and `Include` are checked beside the library's own."""

import re
from collections.abc import Callable
from pathlib import Path

import cdk8s
import cdk8s_plus_33 as plus
import pytest
from constructs import Construct

from k8spatterns_lib import App, Chart, ConfigMap, ConfigMapKey, ManifestError, Service, SidecarPod
from k8spatterns_lib.manifests.tree import tree_of
from tests.patterns.typical_uses import container


def raw(scope: Construct, id: str, kind: str, version: str = "v1", name: str | None = None, **fields: object) -> None:
    metadata = cdk8s.ApiObjectMetadata(name=name or id)
    api_object = cdk8s.ApiObject(scope, id, api_version=version, kind=kind, metadata=metadata)
    for key, value in fields.items():
        api_object.add_json_patch(cdk8s.JsonPatch.add(f"/{key}", value))


def include(scope: Construct, text: str, directory: Path) -> None:
    file = directory / "in.yaml"
    file.write_text(text)
    cdk8s.Include(scope, "included", url=str(file))


Mistake = Callable[[Construct, Path], object]


def service_of_api_object(chart: Construct, _: Path) -> None:
    raw(chart, "lost", "Service", spec={"selector": {"app.kubernetes.io/name": "wbe"}})


def service_of_include(chart: Construct, directory: Path) -> None:
    text = "{apiVersion: v1, kind: Service, metadata: {name: lost}, spec: {selector: {app.kubernetes.io/name: wbe}}}"
    include(chart, text, directory)


def field_of_include(chart: Construct, directory: Path) -> None:
    include(chart, "{apiVersion: v1, kind: ConfigMap, metadata: {name: a}, date: {a: b}}", directory)


def service_of_plus(chart: Construct, _: Path) -> None:
    selected = plus.Pods.select(chart, "pods", labels={"app.kubernetes.io/name": "wbe"})
    plus.Service(chart, "lost", selector=selected, ports=[plus.ServicePort(port=80)])


def key_in_pods_of_plus(chart: Construct, _: Path) -> None:
    texts = ConfigMap(chart, "texts", data={"greeting": "hello"})
    reference = plus.ConfigMap.from_config_map_name(chart, "reference", texts.config_map_ref.name)
    value = plus.EnvValue.from_config_map(reference, "greting")
    plus.Deployment(
        chart, "pods", containers=[plus.ContainerProps(image="example.com/a:1", env_variables={"A": value})]
    )


def two_of_a_name(chart: Construct, _: Path) -> None:
    ConfigMap(chart, "texts")
    raw(chart, "raw", "ConfigMap", name="texts")


def pods_of_ours_read_a_foreign_one(chart: Construct, _: Path) -> None:
    raw(chart, "texts", "ConfigMap", data={"greeting": "hello"})
    SidecarPod(chart, "web", main=container(env={"A": ConfigMapKey("texts", "greting")}))


def policy_of_api_object(chart: Construct, _: Path) -> None:
    SidecarPod(chart, "web", main=container())
    select = {"matchLabels": {"app.kubernetes.io/name": "wbe"}}
    raw(chart, "closed", "NetworkPolicy", "networking.k8s.io/v1", spec={"podSelector": select})


def volume_of_api_object(chart: Construct, _: Path) -> None:
    main = {"name": "main", "volumeMounts": [{"name": "data", "mountPath": "/data"}]}
    raw(chart, "pod", "Pod", spec={"containers": [main]})


MISTAKES: list[tuple[Mistake, str]] = [
    (service_of_api_object, "shop/lost Service 'lost': it selects no pod of the chart"),
    (service_of_include, "shop/included/lost-service Service 'lost': it selects no pod of the chart"),
    (
        field_of_include,
        "shop/included/a-configmap ConfigMap 'a': a ConfigMap has no field 'date'. Did you mean 'data'?",
    ),
    (service_of_plus, "it selects no pod of the chart, got {'app.kubernetes.io/name': 'wbe'}"),
    (key_in_pods_of_plus, "the ConfigMap 'texts' has no key 'greting'. Its keys: greeting."),
    (two_of_a_name, "shop/texts and shop/raw ConfigMap 'texts': two objects of kind ConfigMap must not share a name"),
    (pods_of_ours_read_a_foreign_one, "shop/web Deployment 'web': the ConfigMap 'texts' has no key 'greting'."),
    (policy_of_api_object, "shop/closed NetworkPolicy 'closed': it selects no pod of the chart"),
    (volume_of_api_object, "shop/pod Pod 'pod': container 'main' mounts 'data', and its pod has no such volume."),
]
CHARTS = [Chart, cdk8s.Chart]
every_mistake = pytest.mark.parametrize(("make", "message"), MISTAKES, ids=[each.__name__ for each, _ in MISTAKES])


@every_mistake
@pytest.mark.parametrize("chart", CHARTS, ids=["own chart", "plain chart"])
def test_the_librarys_app_finds_it(chart: type[cdk8s.Chart], make: Mistake, message: str, tmp_path: Path) -> None:
    app = App(tmp_path / "dist")
    make(chart(app, "shop"), tmp_path)

    with pytest.raises(ManifestError, match=re.escape(message)):
        app.synth()

    assert not (tmp_path / "dist").exists()


@every_mistake
def test_a_plain_app_finds_it_in_a_chart_of_the_library(make: Mistake, message: str, tmp_path: Path) -> None:
    app = cdk8s.App(outdir=str(tmp_path / "dist"))
    make(Chart(app, "shop"), tmp_path)

    with pytest.raises(RuntimeError, match=re.escape(message)):
        app.synth()


def test_a_plain_chart_in_a_plain_app_is_checked_as_soon_as_a_pattern_stands_in_it(tmp_path: Path) -> None:
    app = cdk8s.App(outdir=str(tmp_path))
    chart = cdk8s.Chart(app, "shop")
    ConfigMap(chart, "ours")
    service_of_api_object(chart, tmp_path)

    with pytest.raises(RuntimeError, match="shop/lost Service 'lost': it selects no pod of the chart"):
        app.synth()


def test_what_cdk8s_plus_makes_by_itself_is_right(tmp_path: Path) -> None:
    app = App(tmp_path)
    chart = Chart(app, "shop")
    port = plus.ContainerProps(image="example.com/a:1", port_number=8080)
    pods = plus.Deployment(chart, "pods", containers=[port], replicas=None)
    plus.HorizontalPodAutoscaler(chart, "scaler", target=pods, max_replicas=3)
    pods.expose_via_service(ports=[plus.ServicePort(port=80, target_port=8080)])
    plus.ConfigMap(chart, "texts", data={"a": "b"})

    app.synth()

    assert len(list((tmp_path / "shop").glob("*.yaml"))) == 5


def test_a_plain_app_looks_again_after_a_synth_that_was_right(tmp_path: Path) -> None:
    """cdk8s validates the app once for each chart; only within one call is a chart not looked at twice."""
    app = cdk8s.App(outdir=str(tmp_path))
    chart = Chart(app, "shop")
    ConfigMap(chart, "texts", data={"a": "b"})
    app.synth()
    two_of_a_name_of = cdk8s.ApiObject(
        chart, "raw", api_version="v1", kind="ConfigMap", metadata=cdk8s.ApiObjectMetadata(name="other")
    )
    app.synth()

    two_of_a_name_of.add_json_patch(cdk8s.JsonPatch.add("/metadata/name", "texts"))

    with pytest.raises(RuntimeError, match="two objects of kind ConfigMap must not share a name"):
        app.synth()


def test_a_patch_of_an_own_object_is_checked_like_an_object_of_others() -> None:
    app = App()
    pod = SidecarPod(Chart(app, "shop"), "web", main=container())
    pod.patch("Deployment", merge={"replicas": 3})

    message = "a Deployment has no field 'replicas'. Move it into spec: spec.replicas."
    with pytest.raises(ManifestError, match=re.escape(message)):
        app.render()


def test_a_patch_by_jsii_is_seen_by_the_checks() -> None:
    app = App()
    pod = SidecarPod(Chart(app, "shop"), "web", main=container())
    pod.expose(port=80, to="http")
    api_object = pod.find_object("Service").api_object
    api_object.add_json_patch(cdk8s.JsonPatch.replace("/spec/ports/0/targetPort", "https"))

    message = "shop/web Service 'web': no port named 'https'. Ports of its pods: http."
    with pytest.raises(ManifestError, match=re.escape(message)):
        app.render()


def test_an_object_says_itself_that_its_other_end_is_elsewhere(tmp_path: Path) -> None:
    app = App(tmp_path)
    chart = Chart(app, "shop")
    lost = Service(chart, "lost", select={"app.kubernetes.io/name": "other"}, ports={80: "http"})
    lost.patch("Service", merge={"metadata": {"annotations": {"k8spatterns.io/elsewhere": "pods of the chart other"}}})

    app.synth()

    assert (tmp_path / "shop" / "lost.service.yaml").exists()


def test_a_chart_of_own_objects_alone_is_not_looked_at() -> None:
    """The construct tree costs a call to Node for each construct, once somebody looks."""
    app = App()
    SidecarPod(Chart(app, "shop"), "web", main=container()).expose(port=80, to="http")

    app.render()

    assert not tree_of(app).looked
