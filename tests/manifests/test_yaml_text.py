import math
import re
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from k8spatterns_lib.errors import ManifestError
from k8spatterns_lib.manifests.files.yaml_lines import NotOneLineError, yaml_lines
from k8spatterns_lib.manifests.files.yaml_text import text_by_ryaml, yaml_text

AMBIGUOUS = [
    "yes",
    "no",
    "on",
    "off",
    "y",
    "n",
    "Y",
    "N",
    "True",
    "FALSE",
    "null",
    "~",
    "=",
    "<<",
    "1_000",
    "0b1_0",
    "0o7",
    "08",
    "1e3",
    "-.5",
    ".5",
    "+1",
    "1:30",
    "2024-01-01",
    "0x1F",
    ".inf",
    "-.INF",
    ".nan",
    "1.",
    "12e4567",
    "1.37",
    "10.0.0.1",
    "2024-01-01T10:00:00Z",
]

SCALARS = st.one_of(
    st.text(max_size=40),
    st.sampled_from(AMBIGUOUS),
    st.booleans(),
    st.integers(-(2**53), 2**53),
    st.floats(-(2.0**40), 2.0**40, width=32),
)
DATA = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)


def expected(value: Any) -> Any:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, list):
        return [expected(each) for each in value]
    if isinstance(value, dict):
        return {key: expected(each) for key, each in value.items()}
    return value


@given(st.dictionaries(st.text(max_size=12), DATA, max_size=5))
def test_what_is_written_is_read_back_by_a_yaml_1_1_reader(data: dict[str, Any]) -> None:
    assert yaml.safe_load(yaml_text(data)) == expected(data)


ODD = "-?:,[]{}#&*!|>'\"%@`~=< ./+ab0\\_\u00e9\u2028"
"""What YAML gives a meaning to, so that hypothesis meets it often."""
LINES = st.one_of(
    st.text(ODD, max_size=6),
    st.text(st.characters(codec="utf-8"), max_size=8),
    st.sampled_from([*AMBIGUOUS, "---", "...", "x" * 130, "\u00e9" * 70, "one\ntwo", "k8sPatternsQuoted0x"]),
    st.booleans(),
    st.integers(-(2**53), 2**53),
    st.none(),
)
ODD_KEYS = st.text(ODD, max_size=4) | st.sampled_from([*AMBIGUOUS, "x" * 130, "\u00e9" * 70])
ODD_DATA = st.recursive(
    LINES,
    lambda inner: (
        st.lists(inner.filter(lambda each: each is not None), max_size=3) | st.dictionaries(ODD_KEYS, inner, max_size=3)
    ),
    max_leaves=16,
)


@settings(max_examples=500)
@given(st.dictionaries(ODD_KEYS, ODD_DATA, max_size=4))
def test_both_ways_to_write_give_the_same_bytes(data: dict[str, Any]) -> None:
    try:
        written = yaml_lines(data)
    except NotOneLineError:
        return

    assert written == text_by_ryaml(data)


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"a": {}, "b": [], "c": {"d": None}},
        {"a": [[1, 2], [], [["b"]], [{}]]},
        {"a": [{"b": {"c": 1}, "d": []}, {}, {"e": None}]},
        {"labels": {"app": "web"}, "ports": [{"port": 80, "targetPort": "http"}], "on": True, "off": "off"},
    ],
)
def test_the_fast_way_takes_what_manifests_are_made_of(data: dict[str, Any]) -> None:
    assert yaml_lines(data) == text_by_ryaml(data)


@pytest.mark.parametrize(
    "data", [{"a": "one\ntwo"}, {"a": 1.5}, {"a": [None]}, {1: "a"}, {"x" * 130: 1}, {"a": 2**53 + 1}]
)
def test_the_fast_way_leaves_the_rest_to_ryaml(data: dict[str, Any]) -> None:
    with pytest.raises(NotOneLineError):
        yaml_lines(data)


@pytest.mark.parametrize("text", AMBIGUOUS)
def test_a_string_that_looks_like_another_type_is_quoted(text: str) -> None:
    written = yaml_text({"key": text, text: "value"})

    assert f"key: '{text}'\n" in written
    assert f"'{text}': value\n" in written


@pytest.mark.parametrize("text", ["web", "100m", "1Gi", "v1", "a-b", "/healthz", "25%", "x" * 300])
def test_a_plain_string_stays_plain(text: str) -> None:
    assert yaml_text({"key": text}) == f"key: {text}\n"


def test_text_of_several_lines_is_a_block() -> None:
    assert yaml_text({"script": "one\ntwo\n"}) == "script: |\n  one\n  two\n"


def test_a_null_in_a_map_is_left_out() -> None:
    assert yaml_text({"a": None, "b": 1}) == "b: 1\n"


def test_a_whole_float_becomes_an_integer() -> None:
    assert yaml_text({"a": 2.0, "b": 2.5}) == "a: 2\nb: 2.5\n"


def test_a_text_with_the_placeholder_in_it_comes_out_as_it_was() -> None:
    text = "k8sPatternsQuoted0x"

    assert yaml.safe_load(yaml_text({"a": text, "b": "yes"})) == {"a": text, "b": "yes"}


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"a": [1, None]}, "x: a list must not hold null. Leave the item out."),
        ({"a": math.inf}, "x: a number must be finite, got inf. Give a finite number."),
        ({"a": 2**53 + 1}, f"x: an integer must be within 2**53, got {2**53 + 1}. Write it as text."),
        ({1: "a"}, "x: a key must be text, got 1. Write it as text."),
        ({"a": {1, 2}}, "x: a manifest holds plain data, got 'set'. Give text, numbers, booleans, lists and maps."),
    ],
)
def test_what_can_not_be_written_is_refused(data: Any, message: str) -> None:
    with pytest.raises(ManifestError, match=f"^{re.escape(message)}$"):
        yaml_text(data, where="x")
