from hypothesis import given

from k8spatterns_lib.manifests.pods.resources_spec import resources_spec
from k8spatterns_lib.values.resources import Resources
from tests.strategies.values_strategies import resources


def test_memory_is_limited_to_its_request_and_cpu_is_not_limited() -> None:
    assert resources_spec(Resources(cpu="100m", memory="128Mi")) == {
        "requests": {"cpu": "100m", "memory": "128Mi"},
        "limits": {"memory": "128Mi"},
    }


def test_extended_resources_are_requested_and_limited() -> None:
    spec = resources_spec(Resources(cpu=1, memory="1Gi", extended={"nvidia.com/gpu": 2}))

    assert spec["requests"]["nvidia.com/gpu"] == spec["limits"]["nvidia.com/gpu"] == "2"


@given(value=resources())
def test_amounts_survive_the_way_there_and_back(value: Resources) -> None:
    spec = resources_spec(value)

    again = Resources(
        cpu=spec["requests"]["cpu"],
        memory=spec["requests"]["memory"],
        cpu_limit=spec["limits"].get("cpu"),
        memory_limit=spec["limits"]["memory"],
        ephemeral_storage=spec["requests"].get("ephemeral-storage"),
        ephemeral_storage_limit=spec["limits"].get("ephemeral-storage"),
        extended=value.extended,
    )
    assert again == value
