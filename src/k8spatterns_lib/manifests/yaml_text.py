"""One document as YAML text that every reader takes for the same data.

ryaml writes fast but leaves plain what YAML 1.1 readers (kubectl among them) take for
another type: `yes`, `on`, `1_000`, a date. Strings of that look go through it as
placeholders and come out in quotes.

Decided here: quoting, and what data can not be written.
Decided elsewhere: the order of keys (as they come), files and their names (`writer`).

Source: YAML 1.1 type repository (bool, int, float, timestamp, null, merge, value);
YAML 1.2.2 core schema, 10.3.2.
"""

import json
import re
from collections.abc import Mapping

from ryaml import dumps  # type: ignore[attr-defined]  # pyright: ignore[reportPrivateImportUsage] - its stubs miss it

from k8spatterns_lib.errors import ManifestError

_AMBIGUOUS = re.compile(
    r"""
      [-+]?\.?[0-9][0-9_,.:eExXoObBa-fA-F+-]*                       # any number, date, time, base 60 or 16
    | [0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt]|[ \t]+)[0-9:. \tZz+-]*  # a timestamp
    | [-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)
    | [yYnN]|yes|Yes|YES|no|No|NO|on|On|ON|off|Off|OFF
    | true|True|TRUE|false|False|FALSE|null|Null|NULL|~|=|<<
    """,
    re.VERBOSE,
)
_FOREIGN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]")
_PLACEHOLDER = "k8sPatternsQuoted"
_EXACT_INTEGER = 2**53
_KNOWN_LIMIT = 65536
_LONGEST_KNOWN = 80

_plain: set[str] = set()
"""Strings that were looked at and need no help; bounded, and of no influence on the output."""


def yaml_text(data: Mapping[str, object], *, where: str = "document") -> str:
    """Return `data` as YAML 1.1-safe text, keys in the order in which they come.

    Nulls in maps are dropped and whole floats become integers, as cdk8s does it.

    Raises:
        ManifestError: A null in a list, a float that is not finite, an integer beyond
            2**53 (Node would lose it), a key that is not text, or an object that is no data.
    """
    quoted: list[str] = []
    text = dumps(_ready(data, quoted, where))
    if not quoted:
        return text
    return re.sub(_PLACEHOLDER + r"([0-9]+)x", lambda found: quoted[int(found[1])], text)


def _ready(value: object, quoted: list[str], where: str) -> object:
    kind = type(value)
    if kind is str:
        return value if value in _plain else _text(value, quoted)  # type: ignore[arg-type]
    if kind is dict:
        return {
            (key if key in _plain else _key(key, quoted, where)): (
                each
                if (type(each) is str and each in _plain) or each is True or each is False
                else _ready(each, quoted, where)
            )
            for key, each in value.items()  # type: ignore[attr-defined]
            if each is not None
        }
    if kind is list or kind is tuple:
        if None in value:  # type: ignore[operator]
            raise ManifestError(where, "a list must not hold null", fix="Leave the item out.")
        return [_ready(each, quoted, where) for each in value]  # type: ignore[attr-defined]
    if kind is bool:
        return value
    return _other(value, quoted, where)


def _other(value: object, quoted: list[str], where: str) -> object:
    """Numbers, sub-classes of the plain types, and what is no data at all."""
    if isinstance(value, str):
        return _text(str(value), quoted)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, int):
        if abs(value) > _EXACT_INTEGER:
            raise ManifestError(where, "an integer must be within 2**53", got=value, fix="Write it as text.")
        return value
    if isinstance(value, float):
        if value != value or value in (float("inf"), float("-inf")):  # noqa: PLR0124 - not a number is the one
            raise ManifestError(where, "a number must be finite", got=value, fix="Give a finite number.")
        return value
    if isinstance(value, Mapping):
        return _ready(dict(value), quoted, where)
    if isinstance(value, (list, tuple)):
        return _ready(list(value), quoted, where)
    fix = "Give text, numbers, booleans, lists and maps."
    raise ManifestError(where, "a manifest holds plain data", got=type(value).__name__, fix=fix)


def _key(key: object, quoted: list[str], where: str) -> str:
    if not isinstance(key, str):
        raise ManifestError(where, "a key must be text", got=key, fix="Write it as text.")
    return _text(key, quoted)


def _text(text: str, quoted: list[str]) -> str:
    if _AMBIGUOUS.fullmatch(text):
        return _hold("'" + text + "'", quoted)
    if _FOREIGN.search(text) or _PLACEHOLDER in text or (text and text.isspace()):
        return _hold(json.dumps(text, ensure_ascii=True) if text.isascii() else _double_quoted(text), quoted)
    if len(text) <= _LONGEST_KNOWN and len(_plain) < _KNOWN_LIMIT:
        _plain.add(text)
    return text


def _hold(written: str, quoted: list[str]) -> str:
    quoted.append(written)
    return f"{_PLACEHOLDER}{len(quoted) - 1}x"


def _double_quoted(text: str) -> str:
    """Write `text` between double quotes with YAML's escapes, which have one for each code point."""
    return (
        '"'
        + "".join(
            json.dumps(each)[1:-1] if each.isascii() else (each if each.isprintable() else f"\\U{ord(each):08x}")
            for each in text
        )
        + '"'
    )
