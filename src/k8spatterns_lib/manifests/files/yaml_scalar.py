"""Texts as YAML scalars that no reader takes for another type.

ryaml leaves plain what YAML 1.1 readers (kubectl among them) take for another type: `yes`,
`on`, `1_000`, a date. Texts of that look are put between quotes here; all others are
written as ryaml does it.

Decided here: which texts need quotes, and how a text looks that takes one line.
Decided elsewhere: everything around it (`yaml_text`, `yaml_lines`).

Source: YAML 1.1 type repository (bool, int, float, timestamp, null, merge, value);
YAML 1.2.2 core schema, 10.3.2.
"""

import json
import re
from typing import Final

from ryaml import dumps  # type: ignore[attr-defined]  # pyright: ignore[reportPrivateImportUsage] - its stubs miss it

_AMBIGUOUS: Final = re.compile(
    r"""
      [-+]?\.?[0-9][0-9_,.:eExXoObBa-fA-F+-]*                       # any number, date, time, base 60 or 16
    | [0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt]|[ \t]+)[0-9:. \tZz+-]*  # a timestamp
    | [-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)
    | [yYnN]|yes|Yes|YES|no|No|NO|on|On|ON|off|Off|OFF
    | true|True|TRUE|false|False|FALSE|null|Null|NULL|~|=|<<
    """,
    re.VERBOSE,
)
_FOREIGN: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]")
_SURELY_PLAIN: Final = re.compile(r"[A-Za-z0-9/](?:[A-Za-z0-9/_.:@=+-]*[A-Za-z0-9/_.=+-])?")
_LONGEST_KEY: Final = 120
"""In bytes: beyond 128, ryaml writes a key on a line of its own."""


def quoted(text: str) -> str | None:
    """Return `text` in the quotes that ryaml would not give it; None where ryaml can be trusted."""
    if _AMBIGUOUS.fullmatch(text):
        return "'" + text + "'"
    if _FOREIGN.search(text) or (text and text.isspace()):
        return double_quoted(text)
    return None


def on_one_line(text: str) -> str | None:
    """Return `text` as it is written where it takes one line, whatever stands around it; else None."""
    if _SURELY_PLAIN.fullmatch(text) and not _AMBIGUOUS.fullmatch(text):
        return text
    written = quoted(text)
    if written is None:
        written = dumps(text).removesuffix("\n")
    return None if "\n" in written else written


def key_on_one_line(text: str) -> str | None:
    """Return the key `text` as it is written where it is short and takes one line; else None."""
    return on_one_line(text) if len(text.encode(errors="replace")) <= _LONGEST_KEY else None


def double_quoted(text: str) -> str:
    """Return `text` between double quotes with YAML's escapes, which have one for each code point."""
    if text.isascii():
        return json.dumps(text)
    return (
        '"'
        + "".join(
            json.dumps(each)[1:-1] if each.isascii() else (each if each.isprintable() else f"\\U{ord(each):08x}")
            for each in text
        )
        + '"'
    )
