import re
from pathlib import Path
from typing import Any

import attrs
import cdk8s
import pytest
from constructs import Construct

from k8spatterns_lib import (
    App,
    Chart,
    ConfigMap,
    DeliveryError,
    Environment,
    Fleet,
    ManifestError,
    Region,
    Service,
    Target,
)
from k8spatterns_lib.testing import Capture, Match, Template, assert_no_drift, assert_restricted, assert_valid

TWO = """\
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec: {ports: [{name: http, port: 80}, {name: metrics, port: 9100}]}
---
---
apiVersion: v1
kind: ConfigMap
metadata: {name: settings}
data: {a.json: '{"level": "info", "size": 3}'}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: other}
data: {b: "1"}
"""


@pytest.fixture
def template() -> Template:
    return Template.from_yaml(TWO)


def test_has_resource_finds_an_object_by_kind_name_and_properties(template: Template) -> None:
    template.has_resource("Service", "web", {"spec": {"ports": Match.array_with([{"port": 9100}])}})
    template.has_resource("Service", "web", namespace="shop")
    template.has_resource("ConfigMap", "settings")


@pytest.mark.parametrize(
    ("kind", "name", "properties", "message"),
    [
        ("Service", "wbe", None, "Service 'wbe' is not there; of this kind there are: web"),
        ("Job", "a", None, "Job 'a' is not there; of this kind there are: none"),
        ("ConfigMap", "other", {"data": {"b": "2"}}, "ConfigMap 'other': data.b: expected '2', got '1'"),
        ("ConfigMap", "other", {"data": {"c": "2"}}, "ConfigMap 'other': data.c: expected '2', got nothing"),
        (
            "ConfigMap",
            "other",
            {"data": Match.object_equals({})},
            "ConfigMap 'other': data.b: expected nothing, got '1'",
        ),
        (
            "Service",
            "web",
            {"spec": {"ports": [{"port": 80}]}},
            "Service 'web': spec.ports: expected 1 items, got '2 items'",
        ),
        (
            "Service",
            "web",
            {"spec": {"ports": Match.array_with([{"name": "http", "port": 81}])}},
            "Service 'web': spec.ports[0].port: expected 81, got 80",
        ),
    ],
)
def test_has_resource_names_the_object_and_the_field_on_one_line(
    template: Template, kind: str, name: str, properties: Any, message: str
) -> None:
    with pytest.raises(AssertionError, match=f"^{re.escape(message)}$"):
        template.has_resource(kind, name, properties)


def test_has_resource_properties_tells_how_the_closest_object_differs(template: Template) -> None:
    template.has_resource_properties("ConfigMap", {"data": {"b": Match.any_value()}})

    with pytest.raises(AssertionError) as raised:
        template.has_resource_properties("ConfigMap", {"metadata": {"name": Match.any_value()}, "data": {"b": "2"}})

    assert str(raised.value).splitlines() == [
        "none of 2 ConfigMaps has these properties; the closest one:",
        "ConfigMap 'other': data.b: expected '2', got '1'",
    ]


def test_all_resources_names_each_object_that_differs(template: Template) -> None:
    template.all_resources("ConfigMap", {"apiVersion": "v1"})

    with pytest.raises(AssertionError, match=r"1 of 2 ConfigMaps differ\nConfigMap 'settings': metadata.name: "):
        template.all_resources("ConfigMap", {"metadata": {"name": "other"}})


@pytest.mark.parametrize("ask", [Template.has_resource_properties, Template.all_resources])
def test_a_kind_that_is_not_there_is_said(template: Template, ask: Any) -> None:
    with pytest.raises(AssertionError, match=r"^there is no Job; kinds that are there: ConfigMap, Service$"):
        ask(template, "Job", {})


def test_counts_and_absences(template: Template) -> None:
    template.resource_count_is("ConfigMap", 2)
    template.has_no_resource("Job")
    template.has_no_resource("ConfigMap", {"data": {"c": Match.any_value()}})

    with pytest.raises(
        AssertionError, match=re.escape("ConfigMap: expected 1, got 2: ConfigMap 'settings', ConfigMap")
    ):
        template.resource_count_is("ConfigMap", 1)
    with pytest.raises(AssertionError, match="no such ConfigMap was expected, there is: ConfigMap 'other'"):
        template.has_no_resource("ConfigMap", {"data": {"b": "1"}})


def test_names_are_those_of_all_objects_in_one_order(template: Template) -> None:
    job = "apiVersion: batch/v1\nkind: Job\nmetadata: {generateName: load-}\n---\n"

    assert template.names == ["ConfigMap/other", "ConfigMap/settings", "Service/web"]
    assert Template.from_yaml(f"{TWO}---\n{job}{TWO}").names == sorted([*template.names, "Job/load-", *template.names])


def test_find_resources_returns_copies(template: Template) -> None:
    (found,) = template.find_resources("ConfigMap", {"data": {"b": "1"}})
    found["data"]["b"] = "2"

    template.has_resource("ConfigMap", "other", {"data": {"b": "1"}})


def test_captures_keep_a_value_for_each_object_that_matched(template: Template) -> None:
    name, level = Capture(), Capture(Match.string_like_regexp("i"))

    template.find_resources("ConfigMap", {"metadata": {"name": name}})
    template.has_resource("ConfigMap", "settings", {"data": {"a.json": Match.serialized_json({"level": level})}})

    assert name.values == ("settings", "other")
    assert name.as_string() == "settings"
    assert name.next()
    assert name.as_string() == "other"
    assert not name.next()
    assert level.as_string() == "info"


def test_captures_of_objects_that_do_not_match_are_forgotten(template: Template) -> None:
    port = Capture()

    template.has_resource("Service", "web", {"spec": {"ports": Match.array_with([{"port": port, "name": "metrics"}])}})

    assert port.values == (9100,)


@pytest.mark.parametrize(
    ("value", "read"),
    [(1, "as_int"), (1.5, "as_number"), (2, "as_number"), (True, "as_bool"), ([1], "as_list"), ({"a": 1}, "as_dict")],
)
def test_a_capture_is_read_as_what_it_is(value: Any, read: str) -> None:
    capture = Capture()

    Template([{"apiVersion": "v1", "kind": "A", "metadata": {"name": "a"}, "x": value}]).has_resource(
        "A", "a", {"x": capture}
    )

    assert getattr(capture, read)() == value


def test_a_capture_read_as_another_type_says_so(template: Template) -> None:
    empty, text = Capture(), Capture()
    template.has_resource("Service", "web", {"metadata": {"name": text}})

    with pytest.raises(AssertionError, match="nothing was captured"):
        empty.as_string()
    with pytest.raises(AssertionError, match="expected int, got 'web'"):
        text.as_int()
    with pytest.raises(AssertionError, match=r"metadata\.title: expected a value to capture, got nothing"):
        template.has_resource("Service", "web", {"metadata": {"title": Capture()}})
    with pytest.raises(AssertionError, match=re.escape("expected text like /^x/, got 'web'")):
        template.has_resource("Service", "web", {"metadata": {"name": Capture(Match.string_like_regexp("^x"))}})


def test_templates_are_equal_in_whatever_order(template: Template) -> None:
    assert template == Template(reversed(list(template)))
    assert template != Template(list(template)[1:])
    assert template != "a template"
    assert len(template) == 3
    assert repr(template) == "<Template of Service 'web', ConfigMap 'settings', ConfigMap 'other'>"


def test_a_plain_chart_of_cdk8s_is_read_as_it_is_written() -> None:
    app = cdk8s.Testing.app()
    chart = cdk8s.Chart(app, "plain")
    cdk8s.ApiObject(chart, "a", api_version="v1", kind="ConfigMap", metadata=cdk8s.ApiObjectMetadata(name="a"))

    assert Template.from_chart(chart) == Template.from_app(app)
    Template.from_chart(chart).has_resource("ConfigMap", "a")


def test_a_chart_that_synth_would_refuse_is_refused() -> None:
    app = App()
    Service(Chart(app, "web"), "web", select={"app.kubernetes.io/name": "nobody"}, ports={80: 80})

    with pytest.raises(ManifestError, match="selects no pod"):
        Template.from_app(app)


@attrs.frozen(kw_only=True)
class Settings:
    level: str = "info"


class Shop(Chart):
    def __init__(self, scope: Construct, id: str, *, target: Target, settings: Settings) -> None:
        super().__init__(scope, id)
        ConfigMap(self, "settings", data={"level": settings.level, "where": target.name})


def test_a_target_of_a_fleet_is_a_template(tmp_path: Path) -> None:
    fleet = Fleet(environments=[Environment("staging", regions=[Region("east-us")])])
    fleet.service("shop", Shop, defaults=Settings())

    template = Template.from_fleet(fleet, "shop", "staging/east-us")

    template.has_resource("ConfigMap", "settings", {"data": {"level": "info", "where": "staging/east-us"}})
    fleet.synth(tmp_path)
    assert Template.from_directory(tmp_path) == template


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: [", "from_yaml:2: it is no YAML"),
        ("[1]", "from_yaml:1: a document is no object, got [1]. It needs apiVersion"),
    ],
)
def test_text_that_holds_no_objects_is_refused(text: str, message: str) -> None:
    with pytest.raises(ManifestError, match=f"^{re.escape(message)}"):
        Template.from_yaml(text)


def test_a_directory_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ManifestError, match="there is no such directory"):
        Template.from_directory(tmp_path / "nowhere")


def test_many_differences_are_cut(template: Template) -> None:
    wanted = {"metadata": {f"key-{number}": "x" for number in range(20)}}

    with pytest.raises(AssertionError) as raised:
        template.has_resource("Service", "web", wanted)

    assert len(str(raised.value).splitlines()) == 13
    assert str(raised.value).endswith("Service 'web': and 8 more")


def test_long_values_fit_into_a_terminal() -> None:
    template = Template([{"apiVersion": "v1", "kind": "A", "metadata": {"name": "a"}, "x": "long " * 100}])

    with pytest.raises(AssertionError) as raised:
        template.has_resource("A", "a", {"x": "short"})

    assert len(str(raised.value)) <= 80


def pod(**security: Any) -> dict[str, Any]:
    context = {"allowPrivilegeEscalation": False, "capabilities": {"drop": ["ALL"]}, **security}
    spec = {
        "securityContext": {"runAsNonRoot": True, "seccompProfile": {"type": "RuntimeDefault"}},
        "containers": [{"name": "web", "image": "web:1", "securityContext": context}],
    }
    return {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "web"}, "spec": spec}


def test_pods_beyond_the_restricted_profile_are_named_with_the_rule() -> None:
    assert_restricted(Template([pod()]))

    with pytest.raises(AssertionError, match=r"^Pod 'web': .*privileged.*\(pod-security/"):
        assert_restricted(Template([pod(privileged=True)]))


def test_fields_that_a_version_does_not_know_are_named() -> None:
    assert_valid(Template([pod()]), kubernetes="1.33")

    with pytest.raises(AssertionError, match=r"^Pod 'web': .*runAsNobody.*\(Kubernetes 1\.33\)$"):
        assert_valid(Template([pod(runAsNobody=True)]), kubernetes="1.33")


def test_drift_is_told_by_file_and_field(tmp_path: Path) -> None:
    fleet = Fleet(environments=[Environment("staging", regions=[Region("east-us")])])
    fleet.service("shop", Shop, defaults=Settings())
    fleet.synth(tmp_path)
    assert_no_drift(tmp_path, fleet=fleet)
    changed = Fleet(environments=[Environment("staging", regions=[Region("east-us")])])
    changed.service("shop", Shop, defaults=Settings(level="debug"))
    (tmp_path / "shop/staging/east-us/left.yaml").write_text("")

    with pytest.raises(AssertionError) as raised:
        assert_no_drift(tmp_path, fleet=changed)

    assert str(raised.value).splitlines() == [
        "shop/staging/east-us/left.yaml belongs to no object",
        "shop/staging/east-us/settings.configmap.yaml: ConfigMap 'settings': data.level: expected 'info', got 'debug'",
        "run k8spatterns synth",
    ]


def test_a_directory_that_was_never_written_has_no_drift_to_tell(tmp_path: Path) -> None:
    with pytest.raises(DeliveryError, match="there is no such directory"):
        assert_no_drift(tmp_path / "nowhere")
