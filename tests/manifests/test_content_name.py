"""A Job whose content changes is another Job, whoever changes it and whenever."""

from typing import Any

import cdk8s
import pytest
from constructs import Construct
from hypothesis import given
from hypothesis import strategies as st

from k8spatterns_lib import App, Chart, ConfigMap
from k8spatterns_lib.manifests.objects.content_name import ContentName
from k8spatterns_lib.manifests.objects.kube_object import KubeObject
from k8spatterns_lib.manifests.pattern import MAIN, Pattern
from k8spatterns_lib.testing import Capture, Template

USES = frozenset({("ConfigMap", "texts")})
FIXED = st.sampled_from(["completions", "template", "podFailurePolicy", "selector", "completionMode", "successPolicy"])
FREE = st.sampled_from(["parallelism", "backoffLimit", "suspend", "ttlSecondsAfterFinished", "activeDeadlineSeconds"])


class Work(Pattern):
    def __init__(self, scope: Construct, id: str, image: str = "a") -> None:
        super().__init__(scope, id)
        template = {"metadata": {}, "spec": {"containers": [{"name": "work", "image": image}]}}
        data = {"apiVersion": "batch/v1", "kind": "Job", "spec": {"parallelism": 1, "template": template}}
        self.job: KubeObject = self.add_object(MAIN, data, uses=USES, name_by_content=True)


def own() -> Construct:
    return Chart(App(), "shop")


def plain() -> Construct:
    return cdk8s.Chart(cdk8s.App(), "shop")


def name_in(chart: Any) -> str:
    """Return the name of the chart's Job."""
    name = Capture()
    Template.from_chart(chart).all_resources("Job", {"metadata": {"name": name}})
    return name.as_string()


def name_of(chart: Any, image: str = "a") -> str:
    Work(chart, "work", image)
    return name_in(chart)


def test_a_name_is_the_id_and_ten_hexadecimal_digits() -> None:
    assert name_of(own()) == "work-56e9a4b5ad"


@pytest.mark.parametrize("chart", [own, plain])
def test_another_content_is_another_name_and_the_same_is_the_same(chart: Any) -> None:
    one, same, other = (name_of(chart(), image) for image in "aab")

    assert one == same
    assert one != other


@pytest.mark.parametrize("chart", [own, plain])
def test_a_patch_makes_another_name_unless_it_can_be_applied_in_place(chart: Any) -> None:
    place = chart()
    work = Work(place, "work")
    before = name_in(place)

    work.patch("Job", "work", {"spec": {"parallelism": 7}})
    in_place = name_in(place)
    work.json_patch("Job", {"op": "add", "path": "/spec/completions", "value": 3}, name="work")

    assert in_place == before
    assert name_in(place) != before


@pytest.mark.parametrize("chart", [own, plain])
def test_configuration_that_changes_makes_another_name_wherever_it_stands(chart: Any) -> None:
    names = set()
    for text in ("x", "x", "y"):
        place = chart()
        Work(place, "work")
        ConfigMap(place, "texts", data={"a": text})
        names.add(name_in(place))

    assert len(names) == 2
    assert name_of(chart()) not in names


@pytest.mark.parametrize("chart", [own, plain])
def test_a_name_that_a_patch_gives_stays(chart: Any) -> None:
    place = chart()
    work = Work(place, "work")

    work.patch("Job", merge={"metadata": {"name": "mine"}})
    work.patch("Job", merge={"spec": {"completions": 3}})

    assert name_in(place) == "mine"


@given(st.dictionaries(FIXED, st.integers(), min_size=1), st.dictionaries(FREE, st.integers()))
def test_what_can_change_in_place_is_not_in_the_name(fixed: dict[str, int], free: dict[str, int]) -> None:
    name = ContentName("work")

    assert name.of({"spec": fixed | free}) == name.of({"spec": fixed})
    assert name.of({"spec": fixed | {"template": "other"}}) != name.of({"spec": fixed})
