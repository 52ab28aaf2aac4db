"""Reads YAML as kubectl does, and refuses what kubectl would lose.

kubectl reads YAML by Go's rules, which are mostly those of YAML 1.1: `yes`, `on` and `y` are
booleans, `1_000` and `0o17` numbers; but `1:30` and `2024-01-01` are texts. Of two equal keys it
takes the last one, and a key that is no text becomes one; both are refused here.

Source: go.yaml.in/yaml/v2 (resolve.go), which sigs.k8s.io/yaml stands on; YAML 1.1, "Merge key".
"""

import base64
import binascii
import re
from collections.abc import Iterator
from math import inf, isinf, nan
from typing import Any, Final

import attrs
import yaml

from k8spatterns_lib.errors import ManifestError

_PLAIN: Final = "!plain"
_YAML: Final = "tag:yaml.org,2002:"
_INTEGER: Final = re.compile(r"([-+]?)(?:0[xX]([0-9a-fA-F]+)|0[oO]([0-7]+)|0[bB]([01]+)|0([0-7]+)|([1-9][0-9]*|0))")
_FLOAT: Final = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_WORDS: Final[dict[str, bool | float | None]] = {
    **dict.fromkeys(("y", "Y", "yes", "Yes", "YES", "on", "On", "ON", "true", "True", "TRUE"), True),
    **dict.fromkeys(("n", "N", "no", "No", "NO", "off", "Off", "OFF", "false", "False", "FALSE"), False),
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys((".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"), inf),
    **dict.fromkeys(("-.inf", "-.Inf", "-.INF"), -inf),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), nan),
}
_BITS: Final = 64


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc] # the C one is ten times as fast
    """Parses; which words are numbers is decided here and not by it."""

    yaml_implicit_resolvers = {None: [(_PLAIN, re.compile(""))]}  # noqa: RUF012 - how PyYAML declares them


@attrs.frozen
class Document:
    """One document of a YAML text.

    Args:
        data: What it says; None for an empty one.
        line: The line on which it starts, from 1.
        node: What it was parsed to.
    """

    data: Any
    line: int
    node: yaml.Node = attrs.field(eq=False, repr=False)

    def line_of(self, path: tuple[str | int, ...]) -> int:
        """Return the line of a field; where there is no such field, that of the deepest one on the way."""
        node, line = self.node, self.line
        for part in path:
            found = _child(node, part)
            if found is None:
                break
            line, node = found
        return line


def read_documents(text: str | bytes, *, where: str) -> list[Document]:
    """Return the documents of a YAML text, the empty ones among them.

    Args:
        text: The text.
        where: The construct path or the file that an error should name.

    Raises:
        ManifestError: It is no YAML, a key stands twice or is no text, or a tag is not YAML's own.
    """
    try:
        nodes = [each for each in yaml.compose_all(text, Loader=_Loader) if each is not None]
    except yaml.MarkedYAMLError as error:
        place = where if error.problem_mark is None else f"{where}:{error.problem_mark.line + 1}"
        problem = error.problem or "it can not be parsed"
        raise ManifestError(place, f"it is no YAML: {problem}", fix="Mend it.") from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise ManifestError(where, f"it is no YAML: {error}", fix="Mend it.") from None
    return [Document(_Reader(where).value(node), node.start_mark.line + 1, node) for node in nodes]


class _Reader:
    """Makes data of one document's nodes."""

    def __init__(self, where: str) -> None:
        self._where = where
        self._open: set[int] = set()

    def value(self, node: yaml.Node) -> Any:  # noqa: ANN401 - any data
        """Return what a node says."""
        if isinstance(node, yaml.ScalarNode):
            return self._scalar(node)
        if id(node) in self._open:
            raise self._error(node, "an alias stands inside of what it repeats", "Write it out.")
        if node.tag not in {f"{_YAML}map", f"{_YAML}seq"}:
            raise self._error(node, f"the tag {_tag(node)} is not YAML's own", "Leave it out.")
        self._open.add(id(node))
        try:
            if isinstance(node, yaml.SequenceNode):
                return [self.value(each) for each in node.value]
            return self._map(node)
        finally:
            self._open.remove(id(node))

    def _map(self, node: yaml.Node) -> dict[str, Any]:
        found: dict[str, Any] = {}
        merged: dict[str, Any] = {}
        for key_node, value_node in node.value:
            if key_node.tag == _PLAIN and key_node.value == "<<":
                for each in self._merged(value_node):
                    merged = {**each, **merged}
                continue
            key = self.value(key_node)
            if not isinstance(key, str):
                fix = f"Write it in quotes: '{getattr(key_node, 'value', key)}'."
                raise self._error(key_node, f"a key must be text, and this one is read as {type(key).__name__}", fix)
            if key in found:
                raise self._error(key_node, f"the key {key!r} stands twice", "The last one would win: remove one.")
            found[key] = self.value(value_node)
        return {**merged, **found}

    def _merged(self, node: yaml.Node) -> Iterator[dict[str, Any]]:
        value = self.value(node)
        for each in value if isinstance(value, list) else [value]:
            if not isinstance(each, dict):
                raise self._error(node, "'<<' merges maps", "Give it an alias of a map.")
            yield each

    def _scalar(self, node: yaml.ScalarNode) -> Any:  # noqa: ANN401 - any data
        text: str = node.value
        if node.tag == _PLAIN:
            return _plain(text)
        tag = node.tag.removeprefix(_YAML)
        if tag in {"str", "timestamp"}:
            return text
        value = _plain(text)
        if (tag, type(value)) in _TAGGED:
            return value
        if tag == "binary":
            try:
                return base64.b64decode(text).decode()
            except (binascii.Error, UnicodeDecodeError):
                raise self._error(node, "it is no text in base64", "Use binaryData of a ConfigMap.") from None
        raise self._error(node, f"the tag {_tag(node)} does not fit", "Leave it out.")

    def _error(self, node: yaml.Node, what: str, fix: str) -> ManifestError:
        return ManifestError(f"{self._where}:{node.start_mark.line + 1}", what, fix=fix)


_TAGGED: Final = frozenset({("int", int), ("float", float), ("float", int), ("bool", bool), ("null", type(None))})


def _plain(text: str) -> bool | int | float | str | None:
    """Return what Go reads a bare word as."""
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in "+-.0123456789":
        return text
    bare = text.replace("_", "")
    if text[0] != "." and (found := _INTEGER.fullmatch(bare)) is not None:
        sign, *digits = found.groups()
        bases = zip((16, 8, 2, 8, 10), digits, strict=True)
        number = next(int(each, base) for base, each in bases if each is not None)
        if number < 2 ** (_BITS - 1) or (number < 2**_BITS and not sign):
            return -number if sign == "-" else number
    real = float(bare) if _FLOAT.fullmatch(text if text[0] == "." else bare) else inf
    return text if isinf(real) else real


def _tag(node: yaml.Node) -> str:
    return str(node.tag).replace(_YAML, "!!")


def _child(node: yaml.Node, part: str | int) -> tuple[int, yaml.Node] | None:
    """Return the line of a key or an item, and the node of its value."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == part:
                return key.start_mark.line + 1, value
    elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
        return node.value[part].start_mark.line + 1, node.value[part]
    return None
