"""The two apps: the library's own, and a plain `cdk8s.App`, in which every pattern works too."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cdk8s
import cdk8s_plus_33 as plus
import pytest

from k8spatterns_lib import (
    App,
    Chart,
    ConfigMap,
    ManifestError,
    Namespace,
    Service,
    SettingError,
    SidecarPod,
    Volume,
)
from k8spatterns_lib.testing import Capture, Template
from tests.patterns.typical_uses import config_map, container, sidecar_pod


def test_looking_makes_the_constructs_in_the_order_in_which_they_were_written() -> None:
    app = App()
    chart = Chart(app, "shop")
    ConfigMap(chart, "first")
    ConfigMap(chart, "second")
    cdk8s.ApiObject(chart, "third", api_version="v1", kind="ConfigMap")
    ConfigMap(chart, "fourth")

    assert [each.node.id for each in chart.node.children] == ["first", "second", "third", "fourth"]


def test_objects_of_other_constructs_come_out_in_the_same_files(tmp_path: Path) -> None:
    app = App(tmp_path)
    chart = Chart(app, "shop")
    SidecarPod(chart, "web", main=container())
    cdk8s.ApiObject(chart, "raw", api_version="v1", kind="ConfigMap", metadata=cdk8s.ApiObjectMetadata(name="raw"))
    plus.ConfigMap(chart, "plus", metadata=cdk8s.ApiObjectMetadata(name="plus"), data={"a": "b"})
    document = tmp_path / "in.yaml"
    document.write_text("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: included}\ndata: {a: 'yes'}\n")
    cdk8s.Include(chart, "included", url=str(document))

    app.synth()

    names = {each.name for each in (tmp_path / "shop").iterdir()}
    assert {"web.deployment.yaml", "raw.configmap.yaml", "plus.configmap.yaml", "included.configmap.yaml"} <= names


def test_dependencies_of_other_constructs_come_before_what_depends_on_them() -> None:
    chart = Chart(App(), "shop")
    first = cdk8s.ApiObject(chart, "a", api_version="v1", kind="ConfigMap", metadata=cdk8s.ApiObjectMetadata(name="a"))
    second = cdk8s.ApiObject(chart, "b", api_version="v1", kind="ConfigMap", metadata=cdk8s.ApiObjectMetadata(name="b"))
    first.add_dependency(second)

    name = Capture()
    Template.from_chart(chart).all_resources("ConfigMap", {"metadata": {"name": name}})
    assert name.values == ("b", "a")


def test_a_plain_chart_works_in_the_librarys_app(tmp_path: Path) -> None:
    app = App(tmp_path)
    sidecar_pod(cdk8s.Chart(app, "plain"))

    app.synth()

    assert (tmp_path / "plain" / "site.deployment.yaml").exists()


def test_a_plain_app_synthesizes_a_chart_of_the_library(tmp_path: Path) -> None:
    app = cdk8s.App(outdir=str(tmp_path))
    sidecar_pod(Chart(app, "shop"))

    app.synth()

    assert Template.from_directory(tmp_path) == Template.from_app(app)
    assert {each.partition("/")[0] for each in Template.from_yaml((tmp_path / "shop.k8s.yaml").read_text()).names} == {
        "ConfigMap",
        "Deployment",
        "NetworkPolicy",
        "PodDisruptionBudget",
        "Service",
    }


def test_patches_of_both_sides_count_once_the_api_object_was_asked_for() -> None:
    chart = Chart(App(), "shop")
    pod = SidecarPod(chart, "web", main=container())
    pod.patch("Deployment", merge={"spec": {"revisionHistoryLimit": 3}})
    api_object = pod.find_object("Deployment").api_object
    api_object.add_json_patch(cdk8s.JsonPatch.add("/spec/paused", True))  # noqa: FBT003 - a value
    pod.json_patch("Deployment", {"op": "replace", "path": "/spec/replicas", "value": 7})

    spec = {"revisionHistoryLimit": 3, "paused": True, "replicas": 7}
    Template.from_chart(chart).has_resource("Deployment", "web", {"spec": spec})
    assert cdk8s.ApiObject.of(pod) is api_object


def test_a_later_change_reaches_the_api_objects_of_a_plain_app() -> None:
    chart = cdk8s.Chart(cdk8s.App(), "shop")
    pod = SidecarPod(chart, "web", main=container())
    pod.expose(port=80, to="http")
    pod.expose(port=8080, to="http")
    pod.patch("Service", merge={"metadata": {"labels": {"a": "b"}}})

    labels = {"metadata": {"labels": {"a": "b"}}}
    Template.from_chart(chart).has_resource(
        "Service", "web", labels | {"spec": {"ports": [{"port": 80}, {"port": 8080}]}}
    )


ROLLED = ("Deployment", 'spec.template.metadata.annotations["k8spatterns.io/config-hash"]', "rolls pods")


@pytest.mark.parametrize("first", ["configuration", "workload"])
def test_a_change_of_configuration_rolls_the_pods(first: str) -> None:
    def template_of(text: str) -> Template:
        chart = Chart(App(), "shop")
        steps: list[Callable[[], object]] = [
            lambda: ConfigMap(chart, "texts", data={"a": text}),
            lambda: SidecarPod(chart, "web", main=container(mounts={"/t": Volume.config_map("texts")})),
        ]
        for step in steps if first == "configuration" else reversed(steps):
            step()
        return Template.from_chart(chart)

    one, two = template_of("one"), template_of("two")
    assert template_of("one") == one
    assert ROLLED in [(each.kind, each.field, each.effect) for each in two.changes_from(one)]


def test_a_live_configuration_does_not_roll_the_pods_that_follow_it() -> None:
    def template_of(text: str) -> Template:
        chart = Chart(App(), "shop")
        ConfigMap(chart, "texts", data={"a": text})
        SidecarPod(chart, "web", main=container(mounts={"/t": Volume.config_map("texts", live=True)}))
        return Template.from_chart(chart)

    changes = template_of("two").changes_from(template_of("one"))

    assert [str(each) for each in changes] == ["ConfigMap 'texts': data.a: 'one' -> 'two' (in place)"]


def test_a_whole_tree_finding_is_a_manifest_error_here_and_a_runtime_error_in_a_plain_app() -> None:
    own, plain = App(), cdk8s.App()
    message = "shop/lost Service 'lost': it selects no pod of the chart"
    for chart in (Chart(own, "shop"), cdk8s.Chart(plain, "shop")):
        Service(chart, "lost", select={"app.kubernetes.io/name": "web"}, ports={80: "http"})

    with pytest.raises(ManifestError, match=re.escape(message)):
        own.synth()
    with pytest.raises(RuntimeError, match=re.escape(message)):
        plain.synth()


def test_several_findings_come_out_as_one_error() -> None:
    app = App()
    chart = Chart(app, "shop")
    for name in ("a", "b"):
        Service(chart, name, select={"app.kubernetes.io/name": name}, ports={80: "http"})

    with pytest.raises(ManifestError, match=r"and 1 more: shop/b Service 'b': it selects no pod"):
        app.render()


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: ConfigMap(App(), "a"), "a: a pattern stands in a chart, got 'App'. "),
        (lambda: Chart(App(), "shop", namespace="A"), "shop: namespace must be a DNS label, got 'A'. "),
        (lambda: ConfigMap(Chart(App(), "shop"), "a", dta={}), "ConfigMap 'a': there is no setting 'dta', got {}. "),  # type: ignore[call-arg]
    ],
)
def test_a_wrong_call_is_refused(make: Callable[[], object], message: str) -> None:
    with pytest.raises(SettingError, match=f"^{re.escape(message)}"):
        make()


@pytest.mark.parametrize("look", [lambda _: None, lambda chart: chart.node], ids=["before", "after"])
def test_two_constructs_of_one_id_are_refused_before_and_after_a_look(look: Callable[[Chart], object]) -> None:
    chart = Chart(App(), "shop")
    ConfigMap(chart, "a")
    look(chart)

    with pytest.raises(SettingError, match=r"shop/a: two constructs must not share an id, got 'a'\."):
        ConfigMap(chart, "a")


def test_two_objects_of_one_name_are_refused() -> None:
    chart = Chart(App(), "shop")
    Namespace(chart, "a", name="space")

    with pytest.raises(SettingError, match=r"two objects of kind Namespace must not share a name, got 'space'"):
        Namespace(chart, "b", name="space")


def test_synth_yaml_gives_all_objects_as_documents() -> None:
    app = App()
    config_map(Chart(app, "shop"))

    template = Template.from_yaml(app.synth_yaml())

    assert [each.partition("/")[0] for each in template.names] == [
        "ConfigMap",
        "ConfigMap",
        "Deployment",
        "NetworkPolicy",
    ]
    assert template == Template.from_app(app)


def test_two_charts_of_one_id_are_refused() -> None:
    app = App()
    Chart(app, "shop")
    message = "shop: two constructs must not share an id, got 'shop'. Give one of them another id."

    with pytest.raises(SettingError, match=re.escape(message)):
        Chart(app, "shop")


@pytest.mark.parametrize("id_", ["", "a/b", 5])
def test_a_chart_without_an_id_is_refused(id_: Any) -> None:
    with pytest.raises(SettingError, match=re.escape(f"Chart: the id must be a part of a path, got {id_!r}")):
        Chart(App(), id_)


@pytest.mark.parametrize(
    ("labels", "message"),
    [
        (["team"], 'shop: labels must be a mapping, got [\'team\']. Write {"key": "value"}.'),
        ({"team": 1}, "shop: label must be a label value, got 1."),
        ({"not/a/key": "x"}, "shop: label must be a label key, got 'not/a/key'."),
    ],
)
def test_labels_of_a_chart_are_checked_before_jsii_sees_them(labels: Any, message: str) -> None:
    with pytest.raises(SettingError, match=re.escape(message)):
        Chart(App(), "shop", labels=labels)
