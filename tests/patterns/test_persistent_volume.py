"""`PersistentVolume`: storage that somebody made by hand."""

import re
from collections.abc import Callable
from typing import Any

import cdk8s
import pytest
from constructs import Construct
from hypothesis import given
from hypothesis import strategies as st

from k8spatterns_lib import App, Chart, PersistentVolume, PersistentVolumeClaim, SettingError
from k8spatterns_lib.testing import Match, Template, assert_valid
from k8spatterns_lib.values.kubernetes_version import SUPPORTED
from tests.strategies.values_strategies import claims, memories, names

NFS: dict[str, Any] = {"nfs_server": "nfs.example.com", "nfs_path": "/photos"}


def chart() -> Chart:
    return Chart(App(), "shop", namespace="shop")


def both_places(scope: Construct) -> None:
    photos = PersistentVolume(scope, "photos", size="10Gi", **NFS, labels={"tier": "media"}, claim="photos")
    PersistentVolumeClaim(
        scope, "photos-claim", name="photos", size="10Gi", access="ReadWriteMany", storage_class="", volume=photos
    )
    PersistentVolume(
        scope,
        "disk",
        name="node-1-disk",
        size="100Gi",
        local_path="/mnt/disk",
        nodes=["node-1"],
        storage_class="local",
        mode="Block",
    )


def test_a_volume_is_called_like_its_construct_unless_told_otherwise_and_has_no_namespace() -> None:
    made = chart()

    both_places(made)

    template = Template.from_chart(made)
    assert template.names == [
        "PersistentVolume/node-1-disk",
        "PersistentVolume/photos",
        "PersistentVolumeClaim/photos",
    ]
    template.all_resources("PersistentVolume", {"metadata": {"namespace": Match.absent()}})


def test_a_directory_of_an_nfs_server_is_for_everybody_and_outlives_its_claim() -> None:
    made = chart()

    PersistentVolume(made, "photos", size="10Gi", **NFS)

    spec = {
        "capacity": {"storage": "10Gi"},
        "accessModes": ["ReadWriteMany"],
        "persistentVolumeReclaimPolicy": "Retain",
        "nfs": {"server": "nfs.example.com", "path": "/photos"},
    }
    Template.from_chart(made).has_resource("PersistentVolume", "photos", {"spec": Match.object_equals(spec)})


def test_a_disk_of_a_node_is_for_the_pods_of_that_node() -> None:
    made = chart()

    PersistentVolume(made, "disk", size="1Gi", local_path="/mnt/disk", nodes=["node-1"])

    node = {"key": "kubernetes.io/hostname", "operator": "In", "values": ["node-1"]}
    spec = {
        "local": Match.object_equals({"path": "/mnt/disk"}),
        "accessModes": ["ReadWriteOnce"],
        "nodeAffinity": {"required": {"nodeSelectorTerms": Match.array_equals([{"matchExpressions": [node]}])}},
    }
    Template.from_chart(made).has_resource("PersistentVolume", "disk", {"spec": spec})


def test_a_volume_and_a_claim_name_each_other() -> None:
    made = chart()
    claim = PersistentVolumeClaim(made, "claim", size="1Gi", storage_class="", volume="disk")
    volume = PersistentVolume(made, "disk", size="1Gi", local_path="/mnt", nodes=["node-1"], claim=claim)
    PersistentVolumeClaim(made, "other", size="1Gi", storage_class="", volume=volume.persistent_volume_ref)

    template = Template.from_chart(made)
    reference = {"apiVersion": "v1", "kind": "PersistentVolumeClaim", "name": "claim", "namespace": "shop"}
    template.has_resource("PersistentVolume", "disk", {"spec": {"claimRef": Match.object_equals(reference)}})
    template.has_resource("PersistentVolumeClaim", "claim", {"spec": {"volumeName": "disk"}})
    template.has_resource("PersistentVolumeClaim", "other", {"spec": {"volumeName": "disk"}})


@given(memories(), claims(), st.lists(names, min_size=1, max_size=3))
def test_every_volume_fits_the_strict_schema(size: Any, claim: Any, nodes: list[str]) -> None:
    for version in (SUPPORTED[0], SUPPORTED[-1]):
        made = Chart(App(kubernetes=version), "shop", namespace="shop")
        PersistentVolume(made, "a", size=size, **NFS, access=claim.access, storage_class=claim.storage_class or "")
        PersistentVolume(made, "b", size=size, local_path="/mnt", nodes=nodes, mode=claim.mode, claim=claim.name)

        template = Template.from_chart(made)
        assert_valid(template, kubernetes=version)
        template.all_resources("PersistentVolume", {"spec": {"capacity": {"storage": size.text}}})


def test_both_apps_give_the_same_volumes() -> None:
    own, plain = chart(), cdk8s.Chart(cdk8s.App(), "shop", namespace="shop")
    for scope in (own, plain):
        both_places(scope)

    assert Template.from_chart(own) == Template.from_chart(plain)


def volume(**settings: Any) -> Callable[[], object]:
    values: dict[str, Any] = {"size": "1Gi", **settings}
    return lambda: PersistentVolume(chart(), "a", **values)


REFUSED: list[tuple[Callable[[], object], str]] = [
    (volume(), "shop/a: exactly one of nfs_server and local_path, got {'nfs_server': None, 'local_path': None}."),
    (volume(**NFS, local_path="/mnt"), "shop/a: exactly one of nfs_server and local_path, got"),
    (volume(nfs_server="nfs:/path", nfs_path="/"), "shop/a: nfs_server must be a host, got 'nfs:/path'."),
    (volume(nfs_server="nfs"), "shop/a: nfs_path must be an absolute path, got ''."),
    (volume(**NFS, nodes=["node-1"]), "shop/a: nodes and Block go with local_path, got 'nfs.example.com'."),
    (volume(**NFS, mode="Block"), "shop/a: nodes and Block go with local_path, got 'nfs.example.com'."),
    (volume(local_path="/mnt"), "shop/a: local_path needs the nodes that have it, got (). Give nodes="),
    (volume(local_path="mnt", nodes=["a"]), "shop/a: local_path must be an absolute path, got 'mnt'."),
    (volume(local_path="/mnt", nodes=["a"], nfs_path="/b"), "shop/a: nfs_path goes with nfs_server, got '/b'."),
    (volume(local_path="/mnt", nodes="node-1"), "shop/a: nodes must be a list, got 'node-1'."),
    (volume(**NFS, size=10), "shop/a: memory must be an amount in bytes, got 10."),
    (volume(**NFS, access="Everybody"), "Claim 'data': the access mode is unknown, got 'Everybody'."),
    (volume(**NFS, claim=5), "shop/a: this stands for no Claim, got 5. Give its name, a ClaimRef or a construct."),
    (
        lambda: PersistentVolume(Chart(App(), "shop"), "a", size="1Gi", claim="b", **NFS),
        "shop/a: claim needs its namespace, got 'b'. Give claim_namespace=….",
    ),
]


@pytest.mark.parametrize(("make", "message"), REFUSED)
def test_a_wrong_volume_is_refused(make: Callable[[], object], message: str) -> None:
    with pytest.raises(SettingError, match=f"^{re.escape(message)}"):
        make()
