import re

import pytest

from k8spatterns_lib.errors import VersionError
from k8spatterns_lib.manifests.version_gates import FEATURES, Feature, has, require
from k8spatterns_lib.values.kubernetes_version import SUPPORTED, KubernetesVersion

OLD, NEW = KubernetesVersion.parse("1.33"), KubernetesVersion.parse("1.37")


def test_a_feature_that_the_version_lacks_is_refused_with_the_version_that_has_it() -> None:
    says = (
        "release/asia/web: an image volume needs Kubernetes 1.35 or newer, got '1.33'. "
        "Copy the files to an empty_dir volume in an init container."
    )

    with pytest.raises(VersionError, match=f"^{re.escape(says)}$"):
        require("image-volume", OLD, "release/asia/web")


def test_a_feature_behind_a_gate_is_refused_for_every_version() -> None:
    says = (
        "web: a stop signal is behind a feature gate that is off in every supported Kubernetes version, got '1.37'. "
        "Use STOPSIGNAL in the image, or a pre_stop hook that sends the signal."
    )

    with pytest.raises(VersionError, match=f"^{re.escape(says)}$"):
        require("stop-signal", NEW, "web")


def test_a_feature_that_the_version_has_is_accepted() -> None:
    require("image-volume", KubernetesVersion.parse("1.35"), "web")
    require("native-sidecar", OLD, "web")


def test_a_feature_that_was_switched_off_again_counts_from_its_second_coming() -> None:
    """maxUnavailable of StatefulSets was on in 1.35.0 to 1.35.3 only."""
    with_it = [str(version) for version in SUPPORTED if has("stateful-set-max-unavailable", version)]

    assert with_it == ["1.37"]


@pytest.mark.parametrize("feature", FEATURES)
def test_once_there_a_feature_stays(feature: str) -> None:
    answers = [has(feature, version) for version in SUPPORTED]

    assert answers == sorted(answers)


@pytest.mark.parametrize("feature", FEATURES.values(), ids=FEATURES.keys())
def test_every_feature_names_its_source_and_a_way_out(feature: Feature) -> None:
    for text in (feature.what, feature.source, feature.instead):
        assert text.strip()
