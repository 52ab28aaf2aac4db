import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import attrs
import pytest
from constructs import Construct

from k8spatterns_lib import (
    Chart,
    ConfigMap,
    DeliveryError,
    Environment,
    Fleet,
    PatternError,
    Region,
    SettingError,
    Target,
)
from k8spatterns_lib.delivery.parameter_types import fits
from k8spatterns_lib.testing import Template


@attrs.frozen(kw_only=True)
class Settings:
    text: str = "hello"
    count: int = 1
    maybe: int | None = None
    several: tuple[str, ...] = ()


class Shop(Chart):
    def __init__(self, scope: Construct, id: str, *, target: Target, settings: Settings) -> None:
        super().__init__(scope, id, namespace="shop")
        data = {"text": settings.text, "target": target.name, "version": str(self.kubernetes)}
        ConfigMap(self, "texts", data=data)


class Bare(Chart):
    pass


def fleet_of(**service: Any) -> Fleet:
    fleet = Fleet(
        environments=[
            Environment("staging", regions=[Region("uk")]),
            Environment(
                "release",
                regions=[Region("uk", traffic_percent=60), Region("asia", traffic_percent=40, kubernetes="1.36")],
            ),
        ]
    )
    values: dict[str, Any] = {"defaults": Settings(), **service}
    fleet.service("shop", Shop, **values)
    return fleet


def has_texts(directory: Path, target: str, **data: str) -> None:
    template = Template.from_directory(directory / "shop" / target)
    template.has_resource("ConfigMap", "texts", {"data": data | {"target": target}})


def test_a_service_has_a_directory_for_every_environment_and_region(tmp_path: Path) -> None:
    fleet_of().synth(tmp_path)

    assert sorted(str(each.parent.relative_to(tmp_path)) for each in tmp_path.rglob("texts.configmap.yaml")) == [
        "shop/release/asia",
        "shop/release/uk",
        "shop/staging/uk",
    ]


def test_the_nearest_override_wins_and_explain_says_so(tmp_path: Path) -> None:
    fleet = fleet_of(overrides={"release": {"text": "near", "count": 2}, "release/asia": {"text": "nearest"}})
    fleet.synth(tmp_path)

    has_texts(tmp_path, "staging/uk", text="hello")
    has_texts(tmp_path, "release/uk", text="near")
    has_texts(tmp_path, "release/asia", text="nearest")
    assert [(each.name, each.value, each.source) for each in fleet.explain("shop", "release/asia")] == [
        ("text", "nearest", "release/asia"),
        ("count", 2, "release"),
        ("maybe", None, "defaults"),
        ("several", (), "defaults"),
    ]


def test_a_target_has_the_version_of_its_region(tmp_path: Path) -> None:
    fleet_of().synth(tmp_path)

    has_texts(tmp_path, "release/asia", version="1.36")
    has_texts(tmp_path, "release/uk", version="1.37")


def test_a_part_of_the_fleet_can_be_written_alone(tmp_path: Path) -> None:
    fleet = fleet_of()
    fleet.synth(tmp_path)
    changed = fleet_of(overrides={"release": {"text": "new"}})

    changes = changed.write(tmp_path, service="shop", environment="release", region="uk")

    assert changes.changed == ("shop/release/uk/texts.configmap.yaml",)
    assert changes.removed == ()


def test_progress_names_each_directory(tmp_path: Path) -> None:
    seen: list[tuple[int, int, str]] = []

    fleet_of().write(tmp_path, progress=lambda done, total, what: seen.append((done, total, what)))

    assert seen == [(0, 3, "shop/staging/uk"), (1, 3, "shop/release/uk"), (2, 3, "shop/release/asia")]


def test_a_chart_without_parameters_needs_no_signature(tmp_path: Path) -> None:
    fleet = Fleet(environments=[Environment("staging", regions=[Region("uk")])])
    fleet.service("bare", Bare)

    fleet.synth(tmp_path)

    assert (tmp_path / "bare/staging/uk/kustomization.yaml").read_text().endswith("resources: []\n")


def test_a_service_can_be_kept_out_of_environments(tmp_path: Path) -> None:
    fleet_of(environments=["staging"]).synth(tmp_path)

    assert not (tmp_path / "shop" / "release").exists()


def test_the_outdir_of_the_cdk8s_command_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CDK8S_OUTDIR", str(tmp_path / "out"))

    fleet_of().synth()

    assert (tmp_path / "out" / "shop").is_dir()


def test_an_error_names_service_environment_and_region() -> None:
    class Broken(Chart):
        def __init__(self, scope: Construct, id: str) -> None:
            super().__init__(scope, id)
            ConfigMap(self, "Texts")

    fleet = Fleet(environments=[Environment("staging", regions=[Region("uk")])])
    fleet.service("broken", Broken)

    with pytest.raises(SettingError, match=r"^broken/staging/uk/Texts: id must be a DNS label, got 'Texts'\."):
        fleet.synth()


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: fleet_of(overrides={"relase": {}}), "shop overrides 'relase': there is no such environment or target, "
            "got 'relase'. Did you mean 'release'?"),
        (lambda: fleet_of(overrides={"qa": {}}), "shop overrides 'qa': there is no such environment or target, got 'qa'. "
            "Places: staging, release, staging/uk, release/uk, release/asia."),
        (lambda: fleet_of(overrides={"release": {"tekst": "a"}}), "shop overrides 'release': there is no parameter "
            "'tekst', got 'a'. Did you mean 'text'?"),
        (lambda: fleet_of(overrides={"release": {"count": "2"}}), "shop overrides 'release': count must be of type int, "
            "got '2'. Write it as int."),
        (lambda: fleet_of(environments=["qa"]), "shop: there is no such environment, got 'qa'. There are: staging, release."),
        (lambda: fleet_of().service("shop", Shop), "fleet: two services must not share a name, got 'shop'. Rename one"),
        (lambda: fleet_of().explain("shop", "release/us"), "fleet: there is no such target, got 'release/us'. Did you mean"),
        (lambda: fleet_of().write(service="shp"), "fleet: there is no such service, got 'shp'. Did you mean 'shop'?"),
        (lambda: fleet_of().write(region="us"), "fleet: there is no such region, got 'us'. There are: uk, asia."),
        (lambda: Fleet(environments=[]), "Fleet: a fleet has at least one environment."),
        (lambda: Fleet(environments=[Environment("a", regions=[Region("b")])] * 2), "Fleet: two environments must not share"),
        (lambda: Environment("a", regions=[]), "Environment 'a': an environment has at least one region."),
        (lambda: Environment("a", regions=[Region("b")] * 2), "Environment 'a': two regions must not share a name"),
        (lambda: Environment("a", regions=["b"]), "Environment 'a': regions must be Regions, got 'b'."),  # type: ignore[list-item]
        (lambda: Region("A"), "Region 'A': name must be a DNS label, got 'A'."),
        (lambda: Region("a", traffic_percent=101), "Region 'a': traffic_percent must be a percentage, got 101."),
        (lambda: Region("a", kubernetes="2"), "kubernetes: must be a supported version of Kubernetes, got '2'."),
        (lambda: Fleet(environments=[Environment("a", regions=[Region("b", traffic_percent=99)])]),
            "Fleet: traffic_percent must add up to 100 over all regions, got 99."),
    ],
)  # fmt: skip
def test_a_wrong_fleet_is_refused(make: Callable[[], object], message: str) -> None:
    with pytest.raises(PatternError, match=f"^{re.escape(message)}"):
        make()


def test_a_wrong_target_is_a_delivery_error() -> None:
    with pytest.raises(DeliveryError):
        fleet_of().target("nowhere")


@pytest.mark.parametrize(
    ("value", "wanted", "answer"),
    [
        (1, int, True),
        (True, int, False),
        (1, float, True),
        ("a", int | None, False),
        (None, int | None, True),
        (("a", "b"), tuple[str, ...], True),
        (("a", 1), tuple[str, ...], False),
        (("a", 1), tuple[str, int], True),
        (["a"], tuple[str, ...], False),
        ({"a": 1}, dict[str, int], True),
        ({"a": "b"}, dict[str, int], False),
        ([1], list[int], True),
        (object(), Any, True),
    ],
)
def test_types_of_parameters_are_checked_in_depth(value: object, wanted: object, answer: bool) -> None:  # noqa: FBT001
    assert fits(value, wanted) is answer
