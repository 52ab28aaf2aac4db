"""`PersistentVolumeClaim`: storage of its own life."""

import re
from collections.abc import Callable

import cdk8s
import pytest
from hypothesis import given

from k8spatterns_lib import App, Chart, Claim, ClaimRef, PersistentVolumeClaim, SettingError, Volume
from k8spatterns_lib.testing import Match, Template, assert_valid
from k8spatterns_lib.values.kubernetes_version import SUPPORTED
from tests.strategies.values_strategies import claims


def chart() -> Chart:
    return Chart(App(), "shop", namespace="shop")


def test_a_claim_is_called_like_its_construct_unless_told_otherwise() -> None:
    made = chart()

    one = PersistentVolumeClaim(made, "photos", size="10Gi")
    other = PersistentVolumeClaim(made, "b", name="videos", size="10Gi")

    assert Template.from_chart(made).names == ["PersistentVolumeClaim/photos", "PersistentVolumeClaim/videos"]
    assert (one.claim_ref, other.claim_ref) == (ClaimRef("photos"), ClaimRef("videos"))
    assert Volume.claim(other) == Volume.claim("videos")


def test_a_claim_is_for_the_pods_of_one_node_by_default() -> None:
    made = chart()

    PersistentVolumeClaim(made, "photos", size="10Gi")

    spec = {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "10Gi"}}}
    Template.from_chart(made).has_resource("PersistentVolumeClaim", "photos", {"spec": Match.object_equals(spec)})


def test_a_claim_can_name_the_volume_that_is_there() -> None:
    made = chart()

    PersistentVolumeClaim(
        made, "photos", size="1Gi", access="ReadWriteMany", storage_class="", volume="nfs", volume_labels={"a": "b"}
    )

    spec = {
        "accessModes": ["ReadWriteMany"],
        "storageClassName": "",
        "resources": {"requests": {"storage": "1Gi"}},
        "volumeName": "nfs",
        "selector": {"matchLabels": {"a": "b"}},
    }
    Template.from_chart(made).has_resource("PersistentVolumeClaim", "photos", {"spec": Match.object_equals(spec)})


@given(claims())
def test_every_claim_fits_the_strict_schema_and_says_what_was_asked(claim: Claim) -> None:
    for version in (SUPPORTED[0], SUPPORTED[-1]):
        made = Chart(App(kubernetes=version), "shop")
        PersistentVolumeClaim(
            made, "a", size=claim.size, access=claim.access, storage_class=claim.storage_class, mode=claim.mode
        )
        template = Template.from_chart(made)

        assert_valid(template, kubernetes=version)
        storage_class = Match.absent() if claim.storage_class is None else claim.storage_class
        spec = {"accessModes": [claim.access], "storageClassName": storage_class}
        template.has_resource("PersistentVolumeClaim", "a", {"spec": spec})
        assert len(template) == 1


def test_both_apps_give_the_same_claim() -> None:
    own, plain = chart(), cdk8s.Chart(cdk8s.App(), "shop", namespace="shop")
    for scope in (own, plain):
        PersistentVolumeClaim(scope, "photos", size="10Gi", storage_class="")

    assert Template.from_chart(own) == Template.from_chart(plain)


REFUSED: list[tuple[Callable[[], object], str]] = [
    (lambda: PersistentVolumeClaim(chart(), "a", size=10), "shop/a: memory must be an amount in bytes, got 10."),  # type: ignore[arg-type]
    (
        lambda: PersistentVolumeClaim(chart(), "a"),  # type: ignore[call-arg]
        "PersistentVolumeClaim 'a': the setting 'size' is missing. Give size=…",
    ),
    (
        lambda: PersistentVolumeClaim(chart(), "a", size="1Gi", access="ReadWrite"),  # type: ignore[arg-type]
        "Claim 'a': the access mode is unknown, got 'ReadWrite'.",
    ),
    (
        lambda: PersistentVolumeClaim(chart(), "a", size="1Gi", volume="nfs"),
        'shop/a: a volume that is there already needs its storage_class. Give storage_class="", or the class that',
    ),
    (
        lambda: PersistentVolumeClaim(chart(), "a", size="1Gi", volume="N", storage_class=""),
        "shop/a: volume must be a DNS subdomain, got 'N'.",
    ),
    (
        lambda: PersistentVolumeClaim(chart(), "a", size="1Gi", volume_labels={"a b": "c"}, storage_class=""),
        "labels: label must be a label key, got 'a b'.",
    ),
]


@pytest.mark.parametrize(("make", "message"), REFUSED)
def test_a_wrong_claim_is_refused(make: Callable[[], object], message: str) -> None:
    with pytest.raises(SettingError, match=f"^{re.escape(message)}"):
        make()
