import re

import pytest

from k8spatterns_lib.errors import SettingError
from k8spatterns_lib.manifests.objects.patches import json_patched, merged

TARGET = {"spec": {"replicas": 2, "template": {"labels": {"a": "b"}}, "ports": [1, 2]}}


def test_a_merge_patch_sets_replaces_and_removes() -> None:
    patch = {"spec": {"replicas": 3, "ports": [9], "template": {"labels": {"a": None, "c": "d"}}}}

    result = merged(TARGET, patch, where="x")

    assert result == {"spec": {"replicas": 3, "template": {"labels": {"c": "d"}}, "ports": [9]}}
    assert TARGET["spec"]["replicas"] == 2


def test_a_merge_patch_that_removes_what_is_not_there_is_refused() -> None:
    message = "x: a patch can not remove /spec/paused, got 'no such path'. Keys there: ports, replicas, template."
    with pytest.raises(SettingError, match=re.escape(message)):
        merged(TARGET, {"spec": {"paused": None}}, where="x")


def test_a_merge_patch_of_a_list_by_a_map_is_refused() -> None:
    with pytest.raises(SettingError, match=re.escape("x: a patch puts a map at /spec/ports, got [1, 2]. ")):
        merged(TARGET, {"spec": {"ports": {"a": 1}}}, where="x")


def test_a_json_patch_is_applied_as_a_whole() -> None:
    operations: list[dict[str, object]] = [
        {"op": "replace", "path": "/spec/replicas", "value": 5},
        {"op": "remove", "path": "/spec/ports/0"},
    ]

    result = json_patched(TARGET, operations, where="x")

    assert result["spec"]["replicas"] == 5
    assert result["spec"]["ports"] == [2]
    assert TARGET["spec"]["ports"] == [1, 2]


@pytest.mark.parametrize(
    "operation",
    [
        {"op": "replace", "path": "/spec/nothing", "value": 1},
        {"op": "remove", "path": "/nothing"},
        {"op": "test", "path": "/spec/replicas", "value": 9},
        {"op": "unknown", "path": "/spec"},
    ],
)
def test_a_json_patch_that_does_not_fit_is_refused(operation: dict[str, object]) -> None:
    with pytest.raises(SettingError, match=r"^x: a JSON patch does not fit, got "):
        json_patched(TARGET, [operation], where="x")
