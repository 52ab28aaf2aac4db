import re
from typing import Any

import pytest
from hypothesis import given

from k8spatterns_lib.errors import SettingError
from k8spatterns_lib.manifests.pods.volume_spec import mount_spec, volume_spec
from k8spatterns_lib.values.environment import ContainerResource, PodField
from k8spatterns_lib.values.volume import ConfigMapSource, Item, SecretSource, TokenSource, Volume
from tests.strategies.values_strategies import volumes


@pytest.mark.parametrize(
    ("volume", "source"),
    [
        (Volume.empty_dir("v"), {"emptyDir": {}}),
        (
            Volume.empty_dir("v", size_limit="16Mi", medium="Memory"),
            {"emptyDir": {"medium": "Memory", "sizeLimit": "16Mi"}},
        ),
        (
            Volume.host_path("v", "/var/log", reason="logs", type="Directory"),
            {"hostPath": {"path": "/var/log", "type": "Directory"}},
        ),
        (Volume.nfs("v", server="nfs", path="/x", reason="shared"), {"nfs": {"server": "nfs", "path": "/x"}}),
        (
            Volume.claim("data", name="v", read_only=True),
            {"persistentVolumeClaim": {"claimName": "data", "readOnly": True}},
        ),
        (
            Volume.config_map("c", name="v", items={"a": "b"}, mode=0o444, optional=True),
            {
                "configMap": {
                    "name": "c",
                    "items": [{"key": "a", "path": "b"}],
                    "optional": True,
                    "defaultMode": 0o444,
                }
            },
        ),
        (
            Volume.secret("s", name="v", items=[Item("a", "b", 0o400)], mode=0),
            {"secret": {"secretName": "s", "items": [{"key": "a", "path": "b", "mode": 0o400}], "defaultMode": 0}},
        ),
        (Volume.image("v", "web:1"), {"image": {"reference": "web:1"}}),
        (
            Volume.downward(
                "v", {"name": PodField("metadata.name"), "cpu": ContainerResource("limits.cpu", "app", "1m")}
            ),
            {
                "downwardAPI": {
                    "items": [
                        {"path": "name", "fieldRef": {"fieldPath": "metadata.name"}},
                        {
                            "path": "cpu",
                            "resourceFieldRef": {"containerName": "app", "resource": "limits.cpu", "divisor": "1m"},
                        },
                    ]
                }
            },
        ),
        (
            Volume.projected(
                "v",
                ConfigMapSource("c"),
                SecretSource("s"),
                TokenSource("token", "vault", 600),
                Volume.downward("d", {"name": PodField("metadata.name")}),
                mode=0o440,
            ),
            {
                "projected": {
                    "sources": [
                        {"configMap": {"name": "c"}},
                        {"secret": {"name": "s"}},
                        {"serviceAccountToken": {"path": "token", "audience": "vault", "expirationSeconds": 600}},
                        {"downwardAPI": {"items": [{"path": "name", "fieldRef": {"fieldPath": "metadata.name"}}]}},
                    ],
                    "defaultMode": 0o440,
                }
            },
        ),
    ],
)
def test_a_volume_is_written_by_its_source(volume: Volume, source: dict[str, Any]) -> None:
    assert volume_spec(volume) == {"name": "v", **source}


def test_a_mount_says_only_what_is_not_the_default() -> None:
    volume = Volume.empty_dir("v")
    whole = mount_spec("/data", volume.mount())
    part = mount_spec("/data", volume.mount(sub_path="a", read_only=True, propagation="HostToContainer"))

    assert whole == {"name": "v", "mountPath": "/data"}
    assert part == {**whole, "subPath": "a", "readOnly": True, "mountPropagation": "HostToContainer"}


@pytest.mark.parametrize(
    ("volume", "says"),
    [
        (
            Volume.downward("v", {"ip": PodField("status.podIP")}),
            "Volume 'v': a file can only have fields of the metadata, got 'status.podIP'. "
            "Use PodField in an environment variable instead.",
        ),
        (
            Volume.downward("v", {"cpu": ContainerResource("limits.cpu")}),
            "Volume 'v': a file must say whose resource it has, got 'limits.cpu'. "
            "Write ContainerResource(..., container='name').",
        ),
        (
            Volume.projected("v", ConfigMapSource("c", mode=0o400)),
            "Volume 'v': a projected source has no mode of its own, got '0o400'. "
            "Set the mode of the projected volume, or of single items.",
        ),
    ],
)
def test_what_the_api_can_not_do_is_refused(volume: Volume, says: str) -> None:
    with pytest.raises(SettingError, match=f"^{re.escape(says)}$"):
        volume_spec(volume)


@given(volume=volumes(images_too=True))
def test_every_volume_has_its_name_and_one_source(volume: Volume) -> None:
    spec = volume_spec(volume)

    assert next(iter(spec.items())) == ("name", volume.name)
    assert len(spec) == 2
