import json
import math
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from k8spatterns_lib.errors import ManifestError
from k8spatterns_lib.manifests.files.yaml_reader import read_documents
from k8spatterns_lib.manifests.files.yaml_text import yaml_text

KUBECTL = Path(sys.executable).parent / "kubectl"
LISTED = """
yes Yes YES no On off y N true False null ~ nULL tRUE .5 5. 1e3 1E3 1e+3 -1e-3 .e3 1_000 1__0 _1 1_ 0x1F 0X1f 0b101 0B1
0o17 0O17 017 08 09 0 -0 +0 +5 1:30 12:30:45 2024-01-01 2024-01-01T00:00:00Z = + . .. 1.5.2 v1 1.0 100m 1Gi 0x 0b 0o
0_7 0x_1 -0x1F -017 +0b1 0b102 123456789012345 1e400 1_0.5 1_e3 Infinity NaN inf +.5 -.5e3 00 0_ 1e e3 0e0 0x1p3 0o8
0xg 1,000 /a 10.0.0.1 1.2.3.4/16 v1beta1 0.0.0
"""
WORDS = LISTED.split()


def read(text: str) -> Any:
    (document,) = read_documents(text, where="in.yaml")
    return document.data


def kubectl_reads(words: Sequence[str], directory: Path) -> list[Any]:
    """Return what the real kubectl makes of bare words; it asks no server."""
    file = directory / "words.yaml"
    lines = "".join(f"- {word}\n" for word in words)
    file.write_text(f"apiVersion: example.com/v1\nkind: Words\nmetadata: {{name: a}}\nwords:\n{lines}")
    command = [str(KUBECTL), "annotate", "--local", "-f", str(file), "a=b", "-o", "json"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env={"HOME": str(directory)})
    found: list[Any] = json.loads(done.stdout)["words"]
    return found


def same(ours: object, theirs: object) -> bool:
    numbers = isinstance(ours, (int, float)) and isinstance(theirs, (int, float))
    if numbers and not isinstance(ours, bool) and not isinstance(theirs, bool):
        return ours == theirs
    return type(ours) is type(theirs) and ours == theirs


def test_bare_words_are_read_as_kubectl_reads_them(tmp_path: Path) -> None:
    theirs = kubectl_reads(WORDS, tmp_path)

    assert [word for word, each in zip(WORDS, theirs, strict=True) if not same(read(f"a: {word}")["a"], each)] == []


numbers_or_nearly = st.text("0123456789_.eExXoObB+-:af", min_size=1, max_size=6).filter(
    lambda text: not text.endswith(":") and text.strip("-") != "" and not text.startswith(("-:", ":"))
)


@settings(max_examples=5)
@given(st.lists(numbers_or_nearly, min_size=80, max_size=80))
def test_what_looks_like_a_number_is_read_as_kubectl_reads_it(
    tmp_path_factory: pytest.TempPathFactory, words: list[str]
) -> None:
    theirs = kubectl_reads(words, tmp_path_factory.mktemp("words"))

    for word, each in zip(words, theirs, strict=True):
        assert same(read(f"a: {word}")["a"], each), word


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ("a: 'yes'\nb: \"1\"\nc: |\n  yes\n", {"a": "yes", "b": "1", "c": "yes\n"}),
        (
            "a: !!str 1\nb: !!int 0x10\nc: !!float 1\nd: !!binary YQ==\ne: !!null ''",
            {"a": "1", "b": 16, "c": 1, "d": "a", "e": None},
        ),
        ("base: &base {x: 1, z: 2}\nmine: {<<: *base, z: 3}\n", {"base": {"x": 1, "z": 2}, "mine": {"x": 1, "z": 3}}),
        ("a: &b {<<: [{x: 1}, {x: 2, z: 2}]}\nc: *b", {"a": {"x": 1, "z": 2}, "c": {"x": 1, "z": 2}}),
        ('{"a": [1, true, null, "x"]}', {"a": [1, True, None, "x"]}),
    ],
)
def test_quotes_tags_merges_and_json_are_read(text: str, data: object) -> None:
    assert read(text) == data


def test_empty_documents_are_told_apart_and_each_knows_its_line() -> None:
    documents = read_documents("# nothing\n---\na: 1\n---\n---\nb: 2\n", where="in.yaml")

    assert [each.data for each in documents] == [{"a": 1}, None, {"b": 2}]
    assert [documents[0].line, documents[2].line] == [3, 6]


def test_a_field_knows_its_line_and_one_that_is_not_there_that_of_its_parent() -> None:
    (document,) = read_documents("a:\n  b:\n  - c: 1\n  - d:\n      e: 2\n", where="in.yaml")

    lines = [document.line_of(path) for path in [("a", "b", 1, "d", "e"), ("a", "b", 1, "x", "y"), ("a", "b", 7), ()]]
    assert lines == [5, 4, 2, 1]


def test_infinities_are_read_and_left_for_the_writer_to_refuse() -> None:
    assert [read(f"a: {word}")["a"] for word in (".inf", "-.Inf")] == [math.inf, -math.inf]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: 1\nb: 2\na: 3\n", "in.yaml:3: the key 'a' stands twice. The last one would win: remove one."),
        ("a:\n  - {b: 1, b: 1}\n", "in.yaml:2: the key 'b' stands twice."),
        ("a: {yes: 1}", "in.yaml:1: a key must be text, and this one is read as bool. Write it in quotes: 'yes'."),
        ("8080: x", "in.yaml:1: a key must be text, and this one is read as int. Write it in quotes: '8080'."),
        ("? [a]\n: b", "in.yaml:1: a key must be text, and this one is read as list."),
        ("a: [1\nb: 2", "in.yaml:2: it is no YAML: "),
        ("a: !Ref b", "in.yaml:1: the tag !Ref does not fit. Leave it out."),
        ("a: !!set {b}", "in.yaml:1: the tag !!set is not YAML's own. Leave it out."),
        ("a: !!int x", "in.yaml:1: the tag !!int does not fit."),
        ("a: !!binary /w==", "in.yaml:1: it is no text in base64. Use binaryData of a ConfigMap."),
        ("a: &x [1, *x]", "in.yaml:1: an alias stands inside of what it repeats. Write it out."),
        ("a: {<<: 1}", "in.yaml:1: '<<' merges maps. Give it an alias of a map."),
        ("a: *b", "in.yaml:1: it is no YAML: "),
        ("a: \x00", "in.yaml: it is no YAML: "),
    ],
)
def test_what_kubectl_would_lose_is_refused_with_its_line(text: str, message: str) -> None:
    with pytest.raises(ManifestError, match=f"^{re.escape(message)}"):
        read_documents(text, where="in.yaml")


texts = st.text(st.characters(codec="utf-8"), max_size=20)
data = st.recursive(
    st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=10,
)


@given(st.dictionaries(texts, data, max_size=4))
def test_what_the_library_writes_is_read_back(written: dict[str, Any]) -> None:
    try:
        text = yaml_text(written)
    except ManifestError:
        return  # an integral float beyond 2**53

    assert read(text) == written
