from hypothesis import given

from k8spatterns_lib.manifests.pods.lifecycle_spec import lifecycle_spec
from k8spatterns_lib.values.lifecycle import Hook, Lifecycle
from tests.strategies.values_strategies import hooks


def test_hooks_are_written_by_their_kind() -> None:
    lifecycle = Lifecycle(post_start=Hook.exec("touch", "/up"), pre_stop=Hook.sleep(5))

    assert lifecycle_spec(lifecycle) == {
        "postStart": {"exec": {"command": ["touch", "/up"]}},
        "preStop": {"sleep": {"seconds": 5}},
    }


def test_an_http_hook_names_its_port() -> None:
    lifecycle = Lifecycle(pre_stop=Hook.http("/drain", port="admin"))

    assert lifecycle_spec(lifecycle) == {"preStop": {"httpGet": {"path": "/drain", "port": "admin"}}}


def test_without_hooks_nothing_is_written() -> None:
    assert lifecycle_spec(Lifecycle()) == {}


@given(hook=hooks())
def test_a_hook_is_the_same_before_and_after(hook: Hook) -> None:
    spec = lifecycle_spec(Lifecycle(pre_stop=hook, post_start=hook))

    assert spec["preStop"] == spec["postStart"]
