import re
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from k8spatterns_lib.manifests.changes.field_changes import field_changes
from k8spatterns_lib.testing import Template, assert_upgrade_safe


def an(kind: str, **fields: Any) -> dict[str, Any]:
    return {"apiVersion": "v1", "kind": kind, "metadata": {"name": "x"}, **fields}


def spec(kind: str, **fields: Any) -> dict[str, Any]:
    return an(kind, spec=fields)


CLAIM = {"metadata": {"name": "data"}, "spec": {"resources": {"requests": {"storage": "1Gi"}}}}
SIZED = {"resources": {"requests": {"storage": "2Gi"}}}

# Each pair was compared with the update validation of the Kubernetes 1.37.2 sources.
RECREATED = [
    (spec("Deployment", selector={"matchLabels": {"a": "1"}}), ("spec", "selector", "matchLabels", "a"), "2"),
    (spec("DaemonSet", selector={"matchLabels": {"a": "1"}}), ("spec", "selector", "matchLabels", "b"), "2"),
    (spec("ReplicaSet", selector={"matchLabels": {"a": "1"}}), ("spec", "selector"), {"matchLabels": {}}),
    (spec("StatefulSet", selector={"matchLabels": {"a": "1"}}), ("spec", "selector", "matchLabels", "a"), "2"),
    (spec("StatefulSet", volumeClaimTemplates=[CLAIM]), ("spec", "volumeClaimTemplates"), [{**CLAIM, "spec": SIZED}]),
    (spec("StatefulSet", serviceName="a"), ("spec", "serviceName"), "b"),
    (spec("StatefulSet", podManagementPolicy="Parallel"), ("spec", "podManagementPolicy"), "OrderedReady"),
    (
        spec("Job", template={"spec": {"containers": [{"name": "a", "image": "b:1"}]}}),
        ("spec", "template", "spec", "x"),
        1,
    ),
    (spec("Job", completionMode="Indexed"), ("spec", "completionMode"), "NonIndexed"),
    (spec("Job", completions=1), ("spec", "completions"), 2),
    (spec("Job", podFailurePolicy={"rules": []}), ("spec", "podFailurePolicy", "rules"), [1]),
    (spec("Pod", nodeName="a"), ("spec", "nodeName"), "b"),
    (spec("Service", clusterIP="None"), ("spec", "clusterIP"), None),
    (spec("Service", type="ClusterIP"), ("spec", "clusterIP"), "None"),
    (spec("Service", loadBalancerClass="a"), ("spec", "loadBalancerClass"), "b"),
    (spec("PersistentVolumeClaim", storageClassName="a"), ("spec", "storageClassName"), "b"),
    (spec("PersistentVolumeClaim", accessModes=["a"]), ("spec", "accessModes"), ["b"]),
    (spec("PersistentVolumeClaim", **SIZED), ("spec", "resources", "requests", "storage"), "1Gi"),
    (spec("PersistentVolume", nfs={"path": "/a"}), ("spec", "nfs", "path"), "/b"),
    (an("ConfigMap", immutable=True, data={"a": "1"}), ("data", "a"), "2"),
    (an("ConfigMap", immutable=True, binaryData={"a": "MQ=="}), ("binaryData", "a"), "Mg=="),
    (an("ConfigMap", immutable=True), ("immutable",), False),
    (an("Secret", immutable=True, data={"a": "MQ=="}), ("data", "a"), "Mg=="),
    (an("Secret", type="Opaque"), ("type",), "kubernetes.io/tls"),
    (an("RoleBinding", roleRef={"name": "a"}), ("roleRef", "name"), "b"),
    (an("ClusterRoleBinding", roleRef={"name": "a"}), ("roleRef", "name"), "b"),
    (an("StorageClass", provisioner="a"), ("provisioner",), "b"),
    (an("StorageClass", parameters={"a": "1"}), ("parameters", "a"), "2"),
    (an("StorageClass", reclaimPolicy="Delete"), ("reclaimPolicy",), "Retain"),
    (an("StorageClass", volumeBindingMode="Immediate"), ("volumeBindingMode",), "WaitForFirstConsumer"),
    (an("PriorityClass", value=1), ("value",), 2),
    (an("RuntimeClass", handler="a"), ("handler",), "b"),
    (spec("IngressClass", controller="a/b"), ("spec", "controller"), "a/c"),
    (an("EndpointSlice", addressType="IPv4"), ("addressType",), "IPv6"),
    (spec("ResourceQuota", scopes=["BestEffort"]), ("spec", "scopes"), ["Terminating"]),
    (spec("CustomResourceDefinition", scope="Cluster"), ("spec", "scope"), "Namespaced"),
]
IN_PLACE = [
    (spec("Deployment", replicas=1), ("spec", "replicas"), 2, "in place"),
    (spec("StatefulSet", replicas=1), ("spec", "replicas"), 2, "in place"),
    (spec("StatefulSet", updateStrategy={"type": "OnDelete"}), ("spec", "updateStrategy", "type"), "x", "in place"),
    (spec("Job", parallelism=1), ("spec", "parallelism"), 2, "in place"),
    (spec("Job", completionMode="Indexed", completions=1), ("spec", "completions"), 2, "in place"),
    (spec("Pod", containers=[{"name": "a", "image": "b:1"}]), ("spec", "containers", 0, "image"), "b:2", "in place"),
    (spec("Service", clusterIP="10.0.0.1"), ("spec", "clusterIP"), None, "in place"),
    (spec("Service", type="ExternalName"), ("spec", "clusterIP"), "None", "in place"),
    (spec("PersistentVolumeClaim", **SIZED), ("spec", "resources", "requests", "storage"), "3Gi", "in place"),
    (spec("PersistentVolume", capacity={"storage": "1Gi"}), ("spec", "capacity", "storage"), "2Gi", "in place"),
    (an("ConfigMap", data={"a": "1"}), ("data", "a"), "2", "in place"),
    (an("ConfigMap", metadata={"name": "x", "labels": {"a": "1"}}), ("metadata", "labels", "a"), "2", "cosmetic"),
    (spec("Deployment", template={"spec": {"x": 1}}), ("spec", "template", "spec", "x"), 2, "rolls pods"),
    (spec("DaemonSet", template={"metadata": {}}), ("spec", "template", "metadata", "a"), 2, "rolls pods"),
]


def changed(obj: dict[str, Any], path: tuple[Any, ...], value: Any) -> dict[str, Any]:
    """Return the object with another value at a path; None takes it away."""
    result = deepcopy(obj)
    *above, last = path
    place: Any = result
    for part in above:
        place = place[part]
    if value is None:
        del place[last]
    else:
        place[last] = value
    return result


@pytest.mark.parametrize(("obj", "path", "value"), RECREATED)
def test_a_field_that_can_not_change_needs_a_new_object(obj: dict[str, Any], path: tuple[Any, ...], value: Any) -> None:
    old, new = Template([obj]), Template([changed(obj, path, value)])

    effects = {each.effect for each in new.changes_from(old)}

    assert effects == {"re-create"}
    assert all(each.source for each in new.changes_from(old))
    with pytest.raises(AssertionError, match=f"^{obj['kind']} 'x': .* can not change in place \\("):
        assert_upgrade_safe(old, new)
    assert_upgrade_safe(old, new, allow=[f"{obj['kind']}/x"])


@pytest.mark.parametrize("allowed", ["Job/x", "Job/shop/x"])
def test_an_object_in_a_namespace_is_allowed_with_and_without_it(allowed: str) -> None:
    job = spec("Job", completions=1) | {"metadata": {"name": "x", "namespace": "shop"}}
    old, new = Template([job]), Template([changed(job, ("spec", "completions"), 2)])

    assert_upgrade_safe(old, new, allow=[allowed])
    with pytest.raises(AssertionError, match=r"^Job 'shop/x': spec\.completions can not change in place"):
        assert_upgrade_safe(old, new, allow=["Job/other/x", "Job/y", "CronJob/x"])


@pytest.mark.parametrize(("obj", "path", "value", "effect"), IN_PLACE)
def test_a_field_that_can_change_needs_none(
    obj: dict[str, Any], path: tuple[Any, ...], value: Any, effect: str
) -> None:
    old, new = Template([obj]), Template([changed(obj, path, value)])

    assert {each.effect for each in new.changes_from(old)} == {effect}
    assert_upgrade_safe(old, new)


def test_objects_that_come_and_go_are_said() -> None:
    old, new = Template([an("ConfigMap")]), Template([an("Secret")])

    assert [str(each) for each in new.changes_from(old)] == ["ConfigMap 'x': removed", "Secret 'x': added"]


def test_directories_are_compared(tmp_path: Path) -> None:
    for name, selector in (("v1", "a"), ("v2", "b")):
        (tmp_path / name).mkdir()
        text = (
            f"apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: web}}\nspec: {{selector: {{app: {selector}}}}}\n"
        )
        (tmp_path / name / "web.yaml").write_text(text)

    message = "Deployment 'web': spec.selector.app can not change in place (apps/validation ValidateDeploymentUpdate)"
    with pytest.raises(AssertionError, match=f"^{re.escape(message)}$"):
        assert_upgrade_safe(tmp_path / "v1", tmp_path / "v2")


def test_what_may_be_made_anew_is_named_with_or_without_its_namespace() -> None:
    old, new = (
        Template([{**spec("Deployment", selector=text), "metadata": {"name": "web", "namespace": "shop"}}])
        for text in "ab"
    )

    for allow in ("Deployment/web", "Deployment/shop/web"):
        assert_upgrade_safe(old, new, allow=[allow])
    with pytest.raises(AssertionError, match=r"^Deployment 'shop/web': spec\.selector can not change in place"):
        assert_upgrade_safe(old, new, allow=["Deployment/bank/web", "Deployment/other"])


def test_objects_of_two_charts_that_share_a_name_are_compared_one_by_one() -> None:
    old = Template([an("ConfigMap", data={"a": "1"}), an("ConfigMap", data={"a": "2"})])
    new = Template([an("ConfigMap", data={"a": "1"}), an("ConfigMap", data={"a": "3"}), an("ConfigMap")])

    assert [str(each) for each in new.changes_from(old)] == [
        "ConfigMap 'x': data.a: '2' -> '3' (in place)",
        "ConfigMap 'x': added",
    ]


def test_items_of_lists_are_compared_by_their_keys() -> None:
    old = {"containers": [{"name": "web", "image": "a"}], "command": ["x"]}
    new = {"containers": [{"name": "log", "image": "c"}, {"name": "web", "image": "b"}], "command": ["x", "y"]}

    assert [each.text for each in field_changes(old, new)] == ["containers[web].image", "containers[log]", "command[1]"]


def test_a_changed_order_alone_is_a_change() -> None:
    old = {"env": [{"name": "A", "value": "1"}, {"name": "B", "value": "$(A)"}]}

    (change,) = field_changes(old, {"env": old["env"][::-1]})

    assert (change.old, change.new) == (["A", "B"], ["B", "A"])
