import re
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import cdk8s
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lightkube.models.apps_v1 import DeploymentSpec
from lightkube.models.core_v1 import ConfigMapEnvSource, Container, EnvFromSource, PodSpec, PodTemplateSpec
from lightkube.models.meta_v1 import LabelSelector, ObjectMeta
from lightkube.resources.apps_v1 import Deployment
from lightkube.resources.core_v1 import ConfigMap as LightkubeConfigMap

from k8spatterns_lib import App, Chart, ConfigMap, Manifest, ManifestError, PatternError, SettingError
from k8spatterns_lib.testing import Capture, Match, Template

LABELS = {
    "app.kubernetes.io/name": "extra",
    "app.kubernetes.io/part-of": "shop",
    "app.kubernetes.io/managed-by": "k8spatterns-lib",
}


def chart() -> Chart:
    return Chart(App(), "shop", namespace="shop", labels={"team": "a"})


def config(**metadata: Any) -> dict[str, Any]:
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata, "data": {"a": "b"}}


def names_in_order(where: Chart) -> tuple[str, ...]:
    name = Capture()
    template = Template.from_chart(where)
    template.all_resources("ConfigMap", {"metadata": {"name": name}})
    assert len(template) == len(name.values)
    return name.values


def rolls(name: str = "web") -> Deployment:
    """A model of lightkube whose pods read the ConfigMap `texts`."""
    source = EnvFromSource(configMapRef=ConfigMapEnvSource(name="texts"))
    pod = PodSpec(containers=[Container(name="main", image="example.com/a:1", envFrom=[source])])
    template = PodTemplateSpec(metadata=ObjectMeta(labels={"app": name}), spec=pod)
    spec = DeploymentSpec(selector=LabelSelector(matchLabels={"app": name}), template=template)
    return Deployment(metadata=ObjectMeta(name=name), spec=spec)


def test_name_namespace_and_labels_are_completed_and_the_users_own_win() -> None:
    where = chart()

    Manifest(where, "extra", objects=[config(labels={"app.kubernetes.io/name": "mine", "b": "c"})])

    labels = {**LABELS, "app.kubernetes.io/name": "mine", "team": "a", "b": "c"}
    metadata = Match.object_equals({"name": "extra", "namespace": "shop", "labels": labels})
    template = Template.from_chart(where)
    template.has_resource("ConfigMap", "extra", {"metadata": metadata})
    assert len(template) == 1


def test_a_namespace_of_its_own_is_kept_and_what_lives_in_none_gets_none() -> None:
    where = chart()
    definition = {
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": {"name": "issuers.example.com"},
        "spec": {"scope": "Cluster", "names": {"kind": "Issuer"}},
    }
    custom = [
        {"apiVersion": "example.com/v1", "kind": each, "metadata": {"name": "a"}} for each in ("Issuer", "Pool", "Near")
    ]

    Manifest(
        where, "extra", objects=[config(name="far", namespace="far"), definition, *custom], cluster_scoped=["Pool"]
    )

    template = Template.from_chart(where)
    template.has_resource("ConfigMap", "far", namespace="far")
    template.has_resource("Near", "a", namespace="shop")
    for kind in ("CustomResourceDefinition", "Issuer", "Pool"):
        template.all_resources(kind, {"metadata": {"namespace": Match.absent()}})
    assert len(template) == 5


def test_models_maps_and_lists_of_objects_are_taken() -> None:
    where = chart()
    listed = {"apiVersion": "v1", "kind": "List", "items": [config(name="in-list"), config(name="too")]}

    where.add(
        "extra", LightkubeConfigMap(metadata=ObjectMeta(name="model"), data={"x": "y"}), config(name="map"), listed
    )

    assert names_in_order(where) == ("model", "map", "in-list", "too")


def test_the_users_data_is_copied_and_never_changed() -> None:
    where, given_data = chart(), config(name="mine", labels={"a": "b"}, annotations=None)
    before = deepcopy(given_data)

    made = Manifest(where, "extra", objects=[given_data])
    made.patch("ConfigMap", merge={"data": {"c": "d"}})

    assert given_data == before
    given_data["data"]["e"] = "f"
    data = Match.object_equals({"a": "b", "c": "d"})
    Template.from_chart(where).has_resource("ConfigMap", "mine", {"data": data})


@pytest.mark.parametrize("first", ["configuration", "pods"])
def test_the_users_pods_roll_when_configuration_of_the_chart_changes(first: str) -> None:
    def template_of(text: str) -> Template:
        where = chart()
        steps: list[Callable[[], object]] = [
            lambda: ConfigMap(where, "texts", data={"a": text}),
            lambda: where.add("extra", rolls()),
        ]
        for step in steps if first == "configuration" else reversed(steps):
            step()
        return Template.from_chart(where)

    one, two = template_of("one"), template_of("two")
    assert template_of("one") == one
    assert {(each.kind, each.effect) for each in two.changes_from(one)} == {
        ("ConfigMap", "in place"),
        ("Deployment", "rolls pods"),
    }


def test_pods_of_a_custom_resource_roll_too() -> None:
    where = chart()
    job = {"template": {"spec": rolls().to_dict()["spec"]["template"]["spec"]}}
    where.add("extra", {"apiVersion": "keda.sh/v1", "kind": "ScaledJob", "spec": {"jobTargetRef": job}})

    ConfigMap(where, "texts", data={"a": "b"})

    annotations = Match.object_equals({"k8spatterns.io/config-hash": Match.any_value()})
    pods = {"jobTargetRef": {"template": {"metadata": {"annotations": annotations}}}}
    Template.from_chart(where).has_resource("ScaledJob", "extra", {"spec": pods})


def test_yaml_of_several_documents_is_taken_and_empty_ones_are_skipped() -> None:
    where = chart()

    Manifest.from_yaml(where, "extra", "---\n---\n{apiVersion: v1, kind: ConfigMap, data: {a: 'yes'}}\n---\n# end\n")

    template = Template.from_chart(where)
    template.has_resource("ConfigMap", "extra", {"data": Match.object_equals({"a": "yes"})})
    assert len(template) == 1


def test_files_are_taken_in_their_order(tmp_path: Path) -> None:
    (tmp_path / "b.yaml").write_text("{apiVersion: v1, kind: ConfigMap, metadata: {name: b}}\n")
    (tmp_path / "a.json").write_text('{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a"}}')
    where = chart()

    Manifest.from_files(where, "extra", tmp_path / "b.yaml", str(tmp_path / "a.json"))

    assert names_in_order(where) == ("b", "a")


def test_a_plain_chart_takes_the_same_objects() -> None:
    own, plain = chart(), cdk8s.Chart(cdk8s.App(), "shop", namespace="shop", labels={"team": "a"})
    for where in (own, plain):
        Manifest(where, "extra", objects=[rolls(), config(name="texts")])

    assert Template.from_chart(own) == Template.from_chart(plain)


def test_what_a_user_adds_is_checked_with_the_rest_of_the_chart() -> None:
    app = App()
    where = Chart(app, "shop")
    where.add("front", {"apiVersion": "v1", "kind": "Service", "spec": {"selector": {"app": "wbe"}}})
    where.add("pods", rolls())

    message = "shop/front Service 'front': it selects no pod of the chart, got {'app': 'wbe'}."
    with pytest.raises(ManifestError, match=f"^{re.escape(message)}"):
        app.render()


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda c: Manifest(c, "extra", objects=[]), "shop/extra: a Manifest needs an object. Give objects=[…]."),
        (lambda c: c.add("extra"), "shop/extra: a Manifest needs an object."),
        (
            lambda c: Manifest(c, "extra", objects=config()),  # type: ignore[arg-type]
            "shop/extra: objects is a list of objects, got 'dict'. Give a list: objects=[…]; for YAML, "
            "Manifest.from_yaml or Manifest.from_files.",
        ),
        (lambda c: Manifest(c, "extra", objects="a: b"), "shop/extra: objects is a list of objects, got 'str'."),  # type: ignore[arg-type]
        (
            lambda c: Manifest(c, "extra", objects=[1]),  # type: ignore[list-item]
            "shop/extra: an object is a map, got 'int'. Give a map, or a model that has to_dict();",
        ),
        (
            lambda c: c.add("extra", {**config(), "date": {}}),
            "shop/extra ConfigMap 'extra': a ConfigMap has no field 'date'. Did you mean 'data'?",
        ),
        (
            lambda c: c.add("extra", {**config(), "spec": {}}),
            "shop/extra ConfigMap 'extra': a ConfigMap has no field 'spec'. Its fields: binaryData, data, immutable.",
        ),
        (
            lambda c: c.add("extra", {"apiVersion": "apps/v1", "kind": "Deploymnet"}),
            "shop/extra Deploymnet 'extra': apps/v1 has no kind Deploymnet. Did you mean 'Deployment'?",
        ),
        (
            lambda c: c.add("extra", {"kind": "ConfigMap"}),
            "shop/extra ConfigMap 'extra': an object needs an apiVersion and a kind, got ",
        ),
        (
            lambda c: c.add("extra", config(lables={})),
            "shop/extra ConfigMap 'extra': metadata has no field 'lables'. Did you mean 'labels'?",
        ),
        (
            lambda c: c.add("extra", config(labels={"a": 1})),
            "shop/extra ConfigMap 'extra': metadata.labels is a map of texts, got {'a': 1}. Write it in quotes.",
        ),
        (
            lambda c: c.add("extra", config(name="a_b")),
            "shop/extra: the name of a ConfigMap must be a DNS subdomain, got 'a_b'.",
        ),
        (
            lambda c: (c.add("extra", config(name="a")), c.add("again", config(name="a"))),
            "shop/again: two objects of kind ConfigMap must not share a name, got 'a'. shop/extra has it already: ",
        ),
        (
            lambda c: c.add("extra", config(name="a", labels={"at": {1, 2}})),
            "shop/extra: metadata.labels.at: an object holds plain data, got 'set'.",
        ),
        (
            lambda c: c.add("extra", {**config(), "data": {1: "a"}}),
            "shop/extra: data: a key is text, got 1. Write it as text.",
        ),
        (
            lambda c: c.add("extra", {**config(), "data": [None]}),
            "shop/extra: data[0]: an object holds plain data, got 'NoneType'.",
        ),
        (
            lambda c: c.add("extra", {"apiVersion": "v1", "kind": "Secret", "stringData": {"a": "hunter2"}}),
            "shop/extra Secret 'extra': a secret must not stand in plain text. Use Secret(…, keys=[…]), a SealedSecret",
        ),
        (
            lambda c: Manifest.from_yaml(c, "extra", "a: 1\na: 2"),
            "shop/extra:2: the key 'a' stands twice. The last one would win: remove one.",
        ),
        (
            lambda c: Manifest.from_yaml(c, "extra", "objects.yaml"),
            "shop/extra:1: a document is no object, got 'objects.yaml'. Manifest.from_files reads files.",
        ),
        (lambda c: Manifest.from_yaml(c, "extra", "[1]"), "shop/extra:1: a document is no object, got [1]."),
        (lambda c: Manifest.from_yaml(c, "extra", "---\n"), "shop/extra: a Manifest needs an object."),
        (lambda c: Manifest.from_yaml(c, "extra", b"a: b"), "extra: YAML is text, got 'bytes'."),  # type: ignore[arg-type]
        (
            lambda c: Manifest.from_files(c, "extra", "nowhere.yaml"),
            "extra: the file nowhere.yaml can not be read, got 'No such file or directory'. Name a file.",
        ),
    ],
)
def test_what_is_no_object_is_refused(make: Callable[[Chart], object], message: str) -> None:
    with pytest.raises(PatternError, match=f"^{re.escape(message)}") as refused:
        make(chart())

    assert "hunter2" not in str(refused.value)


def test_a_file_with_a_mistake_is_named_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("apiVersion: v1\nkind: ConfigMap\ndata: {on: a}\n")

    with pytest.raises(ManifestError, match=r"a\.yaml:3: a key must be text, and this one is read as bool\."):
        Manifest.from_files(chart(), "extra", tmp_path / "a.yaml")


def test_nothing_is_added_if_one_of_several_objects_is_wrong() -> None:
    where = chart()

    with pytest.raises(SettingError):
        where.add("extra", config(name="good"), {**config(), "bad": 1})

    assert len(Template.from_chart(where)) == 0


names = st.from_regex(r"[a-z]([a-z0-9]{0,8})", fullmatch=True)


@given(
    st.lists(
        st.tuples(names, st.dictionaries(names, st.text(max_size=5) | st.integers(-9, 9) | st.booleans(), max_size=3)),
        max_size=4,
        min_size=1,
        unique_by=lambda each: each[0],
    )
)
def test_what_a_user_gives_comes_out_as_it_was(given_objects: list[tuple[str, dict[str, Any]]]) -> None:
    where = chart()
    widgets = [
        {"apiVersion": "example.com/v1", "kind": "Widget", "metadata": {"name": name}, "spec": spec}
        for name, spec in given_objects
    ]

    Manifest(where, "extra", objects=widgets)

    specs = [(each["metadata"]["name"], each["spec"]) for each in Template.from_chart(where).find_resources("Widget")]
    assert specs == given_objects
