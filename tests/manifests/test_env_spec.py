import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from k8spatterns_lib.errors import SettingError
from k8spatterns_lib.manifests.pods.env_spec import env_from_spec, env_spec
from k8spatterns_lib.values.environment import (
    ConfigMapKey,
    ContainerResource,
    EnvFrom,
    EnvTemplate,
    EnvValue,
    Plain,
    PodField,
    SecretKey,
)
from tests.strategies.values_strategies import env_names, env_values

USER = SecretKey("db", "user")


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("", {"value": ""}),
        ("yes", {"value": "yes"}),
        (Plain("public", reason="a demo"), {"value": "public"}),
        (USER, {"valueFrom": {"secretKeyRef": {"name": "db", "key": "user"}}}),
        (
            ConfigMapKey("conf", "mode", optional=True),
            {"valueFrom": {"configMapKeyRef": {"name": "conf", "key": "mode", "optional": True}}},
        ),
        (PodField("metadata.name"), {"valueFrom": {"fieldRef": {"fieldPath": "metadata.name"}}}),
        (
            ContainerResource("limits.memory", "app", "1Mi"),
            {
                "valueFrom": {
                    "resourceFieldRef": {"containerName": "app", "resource": "limits.memory", "divisor": "1Mi"}
                }
            },
        ),
    ],
)
def test_a_value_is_written_as_the_api_has_it(value: EnvValue, written: dict[str, object]) -> None:
    assert env_spec((("NAME", value),), "web") == [{"name": "NAME", **written}]


def test_parts_of_a_template_come_before_it_and_all_else_keeps_its_order() -> None:
    url = EnvTemplate("redis://$(DB_USER)@redis", {"DB_USER": USER})

    spec = env_spec((("Z", "1"), ("URL", url), ("A", "2")), "web")

    assert [item["name"] for item in spec] == ["Z", "DB_USER", "URL", "A"]
    assert spec[2] == {"name": "URL", "value": "redis://$(DB_USER)@redis"}


def test_a_part_that_two_templates_share_is_written_once() -> None:
    one, two = EnvTemplate("$(DB_USER)1", {"DB_USER": USER}), EnvTemplate("$(DB_USER)2", {"DB_USER": USER})

    spec = env_spec((("ONE", one), ("TWO", two)), "web")

    assert [item["name"] for item in spec] == ["DB_USER", "ONE", "TWO"]


def test_a_part_with_the_name_of_another_variable_is_refused() -> None:
    url = EnvTemplate("$(DB_USER)", {"DB_USER": USER})
    says = "web: two environment variables have one name, got 'DB_USER'. Give the template's part a name of its own."

    with pytest.raises(SettingError, match=f"^{re.escape(says)}$"):
        env_spec((("DB_USER", "root"), ("URL", url)), "web")


def test_whole_sources_keep_prefix_and_order() -> None:
    sources = (EnvFrom(config_map="conf", prefix="APP_"), EnvFrom(secret="keys", optional=True))

    assert env_from_spec(sources) == [
        {"prefix": "APP_", "configMapRef": {"name": "conf"}},
        {"secretRef": {"name": "keys", "optional": True}},
    ]


@given(env=st.dictionaries(env_names, env_values(), max_size=4).map(lambda env: tuple(env.items())))
def test_every_name_is_written_once_and_after_the_parts_that_it_uses(env: tuple[tuple[str, EnvValue], ...]) -> None:
    try:
        spec = env_spec(env, "web")
    except SettingError:
        return  # two drawn templates gave one name two meanings

    names = [item["name"] for item in spec]
    assert len(set(names)) == len(names)
    for name, value in env:
        parts = value.parts if isinstance(value, EnvTemplate) else ()
        assert all(names.index(part) < names.index(name) for part, _ in parts)
