"""One document as YAML text that every reader takes for the same data.

Nearly all documents are put together by `yaml_lines`. What is rare is left to ryaml; texts that
ryaml would write so that a reader takes them for another type (`yaml_scalar`) go through
it as placeholders and come out in quotes.

Decided here: what data can not be written.
Decided elsewhere: quoting (`yaml_scalar`), the order of keys (as they come), files and their names (`chart_directory`).
"""

import re
from collections.abc import Mapping

from ryaml import dumps  # type: ignore[attr-defined]  # pyright: ignore[reportPrivateImportUsage] - its stubs miss it

from k8spatterns_lib.errors import ManifestError
from k8spatterns_lib.manifests.files.yaml_lines import NotOneLineError, yaml_lines
from k8spatterns_lib.manifests.files.yaml_scalar import double_quoted, on_one_line, quoted

_PLACEHOLDER = "k8sPatternsQuoted"
_EXACT_INTEGER = 2**53


def yaml_text(data: Mapping[str, object], *, where: str = "document") -> str:
    """Return `data` as YAML 1.1-safe text, keys in the order in which they come.

    Nulls in maps are dropped and whole floats become integers, as cdk8s does it.

    Raises:
        ManifestError: A null in a list, a float that is not finite, an integer beyond
            2**53 (Node would lose it), a key that is not text, or an object that is no data.
    """
    try:
        return yaml_lines(data)
    except NotOneLineError:
        return text_by_ryaml(data, where=where)


def text_by_ryaml(data: Mapping[str, object], *, where: str = "document") -> str:
    """Return the same as `yaml_text`, for any data.

    Raises:
        ManifestError: As `yaml_text`.
    """
    held: list[str] = []
    text = dumps(_ready(data, held, where))
    if not held:
        return text
    return re.sub(_PLACEHOLDER + r"([0-9]+)x", lambda found: held[int(found[1])], text)


def _ready(value: object, held: list[str], where: str) -> object:
    """Return a copy for ryaml in which texts that need quotes are placeholders; `held` gets the quoted."""
    if isinstance(value, str):
        return _text(str(value), held)
    if isinstance(value, Mapping):
        return {_key(key, held, where): _ready(each, held, where) for key, each in value.items() if each is not None}
    if isinstance(value, (list, tuple)):
        if None in value:
            raise ManifestError(where, "a list must not hold null", fix="Leave the item out.")
        return [_ready(each, held, where) for each in value]
    if isinstance(value, bool):
        return value
    if isinstance(value, (int, float)):
        return _number(value, where)
    fix = "Give text, numbers, booleans, lists and maps."
    raise ManifestError(where, "a manifest holds plain data", got=type(value).__name__, fix=fix)


def _number(value: float, where: str) -> float:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, int):
        if abs(value) > _EXACT_INTEGER:
            raise ManifestError(where, "an integer must be within 2**53", got=value, fix="Write it as text.")
    elif value != value or value in (float("inf"), float("-inf")):  # noqa: PLR0124 - not a number is the one
        raise ManifestError(where, "a number must be finite", got=value, fix="Give a finite number.")
    return value


def _key(key: object, held: list[str], where: str) -> str:
    if not isinstance(key, str):
        raise ManifestError(where, "a key must be text", got=key, fix="Write it as text.")
    return _text(key, held)


def _text(text: str, held: list[str]) -> str:
    written = quoted(text)
    if written is None and _PLACEHOLDER in text:
        written = on_one_line(text) or double_quoted(text)
    if written is None:
        return text
    held.append(written)
    return f"{_PLACEHOLDER}{len(held) - 1}x"
