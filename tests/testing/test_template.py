import re
from collections.abc import Callable
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
    SettingError,
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
            "Service 'web': spec.ports: expected 1 item, got 2 items",
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

    with pytest.raises(AssertionError, match=r"^ConfigMap: expected 1, got 2: settings, other$"):
        template.resource_count_is("ConfigMap", 1)
    with pytest.raises(AssertionError, match=r"^no such ConfigMap was expected, there is: other$"):
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


def an(kind: str = "A", name: str = "a", **fields: Any) -> dict[str, Any]:
    return {"apiVersion": "v1", "kind": kind, "metadata": {"name": name}, **fields}


def test_templates_are_equal_in_whatever_order(template: Template) -> None:
    assert template == Template(reversed(list(template)))
    assert Template([an(x=1), an(x=2)]) == Template([an(x=2), an(x=1)])
    assert Template([an(x=1), an(x=2)]) != Template([an(x=1), an(x=1)])
    assert template != Template(list(template)[1:])
    assert template != "a template"
    assert len(template) == 3
    assert repr(template) == "<Template of Service 'web', ConfigMap 'settings', ConfigMap 'other'>"


@pytest.mark.parametrize(("one", "other"), [(True, 1), ([False], [0]), ({"b": {"c": 1}}, {"b": {"c": True}})])
def test_templates_tell_true_from_one_as_the_api_server_does(one: Any, other: Any) -> None:
    assert Template([an(x=one)]) != Template([an(x=other)])
    assert [each.field for each in Template([an(x=one)]).changes_from(Template([an(x=other)]))] != []


def test_what_is_read_back_as_the_same_is_equal() -> None:
    assert Template([an(x=1.0, y=None, z=(1, 2))]) == Template([an(x=1, z=[1, 2])])


@pytest.mark.parametrize("objects", [[{}], [1], [{"kind": 1}], an()])
def test_what_is_no_object_is_refused(objects: Any) -> None:
    with pytest.raises(ManifestError, match=r"^Template: objects are maps with a kind, got "):
        Template(objects)


def test_an_object_without_a_name_can_be_asked_about() -> None:
    template = Template.from_yaml("apiVersion: v1\nkind: A\n")

    template.has_resource_properties("A", {"metadata": Match.absent()})
    with pytest.raises(AssertionError, match=r"^A 'a' is not there; of this kind there are: one without a name$"):
        template.has_resource("A", "a")


def test_a_plain_chart_of_cdk8s_is_read_as_it_is_written() -> None:
    app = cdk8s.Testing.app()
    chart = cdk8s.Chart(app, "plain")
    cdk8s.ApiObject(chart, "a", api_version="v1", kind="ConfigMap", metadata=cdk8s.ApiObjectMetadata(name="a"))

    assert Template.from_chart(chart) == Template.from_app(app)
    Template.from_chart(chart).has_resource("ConfigMap", "a")


@pytest.mark.parametrize(
    ("app", "error"), [(App, ManifestError), (cdk8s.App, RuntimeError)], ids=["own app", "plain app"]
)
@pytest.mark.parametrize("make", [Chart, cdk8s.Chart], ids=["own chart", "plain chart"])
def test_a_chart_that_synth_would_refuse_is_refused(
    app: type[cdk8s.App], make: type[cdk8s.Chart], error: type[Exception]
) -> None:
    root = app()
    chart = make(root, "web")
    Service(chart, "web", select={"app.kubernetes.io/name": "nobody"}, ports={80: 80})

    with pytest.raises(error, match="selects no pod"):
        Template.from_app(root)
    with pytest.raises(error, match="selects no pod"):
        Template.from_chart(chart)


def test_a_chart_is_no_app_and_an_app_no_chart() -> None:
    app: Any = App()

    with pytest.raises(
        SettingError, match=re.escape("a chart is needed, got 'App'. For an app, write Template.from_app")
    ):
        Template.from_chart(app)
    with pytest.raises(
        SettingError, match=re.escape("an app is needed, got 'Chart'. For a chart, write Template.from_")
    ):
        Template.from_app(Chart(app, "web"))  # type: ignore[arg-type] # pyright: ignore[reportArgumentType] - the mistake


def test_the_output_of_a_plain_app_is_compared_by_its_directory(tmp_path: Path) -> None:
    app = cdk8s.App(outdir=str(tmp_path))
    cdk8s.ApiObject(cdk8s.Chart(app, "a"), "a", api_version="v1", kind="A", metadata=cdk8s.ApiObjectMetadata(name="a"))
    app.synth()

    assert Template.from_directory(tmp_path) == Template.from_app(app)


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
    assert Template.from_fleet(fleet, "shop", fleet.targets[0]) == template
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
    (tmp_path / "a.yaml").write_text(TWO)

    with pytest.raises(ManifestError, match=re.escape("nowhere: there is no such directory. Synthesize first.")):
        Template.from_directory(tmp_path / "nowhere")
    with pytest.raises(ManifestError, match=re.escape("there is no such directory. Template.from_yaml reads a file")):
        Template.from_directory(tmp_path / "a.yaml")


def test_many_differences_are_cut(template: Template) -> None:
    wanted = {"metadata": {f"key-{number}": "x" for number in range(20)}}

    with pytest.raises(AssertionError) as raised:
        template.has_resource("Service", "web", wanted)

    assert len(str(raised.value).splitlines()) == 13
    assert str(raised.value).endswith("Service 'web': and 8 more")


def test_a_message_has_an_end() -> None:
    template = Template(an(name=f"a-{number}", x={str(each): 1 for each in range(20)}) for number in range(100))

    with pytest.raises(AssertionError) as raised:
        template.all_resources("A", {"x": {str(each): 2 for each in range(20)}})

    lines = str(raised.value).splitlines()
    assert (lines[0], len(lines), lines[-1]) == ("100 of 100 As differ", 41, "and 1261 lines more")


ROOM = 80 - len("E       AssertionError: ")  # which pytest writes in front of a message


@pytest.mark.parametrize(
    "ask",
    [
        lambda template: template.has_resource("A", "another", {}),
        lambda template: template.has_no_resource("A"),
        lambda template: template.resource_count_is("A", 3),
        lambda template: template.has_resource("A", "a-rather-long-name-1", {"x": "short"}),
        lambda template: template.has_resource("A", "a-rather-long-name-1", {"x": "long " * 99 + "tail"}),
        lambda template: template.has_resource("A", "a-rather-long-name-1", {"x": "long\n" * 99}),
        lambda template: template.has_resource("A", "a-rather-long-name-1", {"x": Match.array_with(["long " * 99])}),
        lambda template: template.all_resources("A", {"x": {"y": "long " * 99}}),
    ],
)
def test_a_message_fits_into_a_terminal(ask: Callable[[Template], None], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    template = Template(an(name=f"a-rather-long-name-{number}", x="long " * 100) for number in range(40))

    with pytest.raises(AssertionError) as raised:
        ask(template)

    assert "a-rather-long-name-" in str(raised.value)
    assert [each for each in str(raised.value).splitlines() if len(each) > ROOM] == []


def test_many_names_stand_on_lines_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    template = Template(an(name=f"a-rather-long-name-{number}") for number in range(14))

    with pytest.raises(AssertionError) as raised:
        template.has_resource("A", "a")

    lines = str(raised.value).splitlines()
    assert lines[:2] == [
        "A 'a' is not there; of this kind there are:",
        "  a-rather-long-name-0, a-rather-long-name-1,",
    ]
    assert " ".join(" ".join(lines).split()).endswith("a-rather-long-name-11 and 2 more")


@pytest.mark.parametrize(
    ("expected", "got", "said"),
    [
        (
            f"{'x' * 99}1{'y' * 99}",
            f"{'x' * 99}2{'y' * 99}",
            "x:\n  expected ...xxxxxx1yyyyyy...\n  got      ...xxxxxx2yyyyyy...",
        ),
        ("x" * 30, "y" * 30, f"x:\n  expected {'x' * 30!r}\n  got      {'y' * 30!r}"),
        ("a\n b\nc\n", "a\n  b\nc\n", "x, line 2: expected ' b', got '  b'"),
        ("a\nb", "a", "x, line 2: expected 'b', got nothing"),
        ("a b", "a  b", "x: expected 'a b', got 'a  b'"),
    ],
)
def test_of_long_texts_that_part_is_shown_that_differs(
    expected: str, got: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")

    with pytest.raises(AssertionError, match=f"^A 'a': {re.escape(said)}$"):
        Template([an(x=got)]).has_resource("A", "a", {"x": expected})


def test_short_values_stand_behind_the_field_however_long_its_path_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    path = "a-path-that-alone-is-longer-than-a-line-of-the-terminal-has-room-for"

    with pytest.raises(AssertionError, match=rf"^A 'a': {path}\.replicas: expected 2, got 3$"):
        Template([{**an(), path: {"replicas": 3}}]).has_resource("A", "a", {path: {"replicas": 2}})


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
        "shop/staging/east-us/left.yaml belongs to no object; remove it",
        "shop/staging/east-us/settings.configmap.yaml: ConfigMap 'settings': data.level: expected 'info', got 'debug'",
        "run k8spatterns synth",
    ]


def test_every_way_to_drift_is_told(tmp_path: Path) -> None:
    fleet = Fleet(environments=[Environment("staging", regions=[Region("uk"), Region("asia")])])
    fleet.service("shop", Shop, defaults=Settings())
    fleet.synth(tmp_path)
    uk, asia = tmp_path / "shop/staging/uk", tmp_path / "shop/staging/asia"
    (uk / "settings.configmap.yaml").unlink()
    (uk / "kustomization.yaml").write_text("resources: []\n")
    (uk / "README.md").write_text("a person's own")
    file = asia / "settings.configmap.yaml"
    whole = file.read_text()

    def told(text: str) -> list[str]:
        file.write_text(text)
        with pytest.raises(AssertionError) as raised:
            assert_no_drift(tmp_path, fleet=fleet)
        return str(raised.value).splitlines()

    assert told("a: [\n") == [
        "shop/staging/uk/settings.configmap.yaml is not there",
        "shop/staging/uk/kustomization.yaml differs",
        "shop/staging/asia/settings.configmap.yaml:2: it is no YAML: did not find expected node content. Mend it.",
        "run k8spatterns synth",
    ]
    assert told(f"# by hand\n{whole}")[2] == "shop/staging/asia/settings.configmap.yaml differs in its form"


def test_the_projects_own_fleet_is_compared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """This project's: `[tool.k8spatterns]` of pyproject.toml names it."""
    monkeypatch.chdir(Path(__file__).parents[2])

    assert_no_drift("dist/head")
    with pytest.raises(AssertionError, match="is not there"):
        assert_no_drift(tmp_path)


def test_a_directory_that_was_never_written_has_no_drift_to_tell(tmp_path: Path) -> None:
    with pytest.raises(DeliveryError, match="there is no such directory"):
        assert_no_drift(tmp_path / "nowhere")
