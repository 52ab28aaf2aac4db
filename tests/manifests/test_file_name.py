from typing import Any

import pytest

from k8spatterns_lib.manifests.files.file_name import file_names


def object_of(kind: str = "Role", name: str = "web", version: str = "v1", **metadata: str) -> dict[str, Any]:
    return {"apiVersion": version, "kind": kind, "metadata": {"name": name, **metadata}}


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("web", "web.role.yaml"),
        ("a.b", "a.b.role.yaml"),
        ("system:reader", "system_3a_reader.role.yaml"),
        ("Reader", "_52_eader.role.yaml"),
    ],
)
def test_a_file_is_named_after_its_object(name: str, file: str) -> None:
    assert file_names([object_of(name=name)]) == [file]


def test_the_same_name_in_another_group_or_namespace_gets_a_file_of_its_own() -> None:
    names = file_names(
        [
            object_of("Service"),
            object_of("Service", version="serving.knative.dev/v1"),
            object_of("Service", namespace="shop"),
        ]
    )

    assert names == ["web.core.service.yaml", "web.serving.knative.dev.service.yaml", "web.shop.core.service.yaml"]


def test_a_generated_name_is_said_to_be_one() -> None:
    data = {"apiVersion": "batch/v1", "kind": "Job", "metadata": {"generateName": "once-"}}

    assert file_names([data]) == ["once-generated.job.yaml"]
