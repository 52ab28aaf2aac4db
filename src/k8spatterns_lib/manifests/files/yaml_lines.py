"""The fast half of `yaml_text`: documents whose texts take one line each, which are nearly all.

ryaml must be handed a copy in which each text was looked at. Here each text is looked at once
in the life of the program, and a document is put together from what was found, in one pass.
What does not fit is left to ryaml as a whole; for what fits, both give the same bytes.

Decided here: line breaks and indentation, as ryaml has them.
Decided elsewhere: how a text is written (`yaml_scalar`), and all that is refused (`yaml_text`).
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from k8spatterns_lib.manifests.files.yaml_scalar import key_on_one_line, on_one_line

_EMPTY_MAP: Final = "{}\n"
_EMPTY_LIST: Final = "[]\n"
_EXACT_INTEGER: Final = 2**53
_REMEMBERED_AT_MOST: Final = 65536


class NotOneLineError(Exception):
    """The document holds a text of several lines, or something else that is rare."""


class _Written(dict[str, str]):
    """How texts are written, by text: filled on demand, bounded, and of no influence on the output."""

    def __init__(self, write: Callable[[str], str | None]) -> None:
        super().__init__()
        self._write = write

    def __missing__(self, text: str) -> str:
        written = self._write(text) if type(text) is str else None
        if written is None:
            raise NotOneLineError
        if len(self) >= _REMEMBERED_AT_MOST:
            self.clear()
        self[text] = written
        return written


_texts: Final = _Written(on_one_line)
_keys: Final = _Written(key_on_one_line)


def yaml_lines(data: Mapping[str, object]) -> str:
    """Return `data` as the text of a document.

    Raises:
        NotOneLineError: It holds what is not written here.
    """
    return _map(data, "") or _EMPTY_MAP


def _map(data: Mapping[Any, Any], indent: str) -> str:
    """Return the lines of a map; nothing if it is empty. Nulls are left out."""
    lines = []
    for key, value in data.items():
        kind = type(value)
        # The most frequent kinds first; a text costs two look-ups.
        if kind is str:
            lines.append(f"{indent}{_keys[key]}: {_texts[value]}\n")
        elif kind is dict:
            inner = _map(value, indent + "  ")
            lines.append(f"{indent}{_keys[key]}:\n{inner}" if inner else f"{indent}{_keys[key]}: {{}}\n")
        elif kind is list:
            inner = _list(value, indent)
            lines.append(f"{indent}{_keys[key]}:\n{inner}" if inner else f"{indent}{_keys[key]}: []\n")
        elif value is not None:
            lines.append(f"{indent}{_keys[key]}: {_other(value)}\n")
    return "".join(lines)


def _list(data: list[Any], indent: str) -> str:
    """Return the lines of a list; nothing if it is empty."""
    inside = indent + "  "
    skipped = len(inside)
    lines = []
    for item in data:
        kind = type(item)
        if kind is str:
            lines.append(f"{indent}- {_texts[item]}\n")
        elif kind is dict:
            # The first line of what is inside stands beside the hyphen.
            lines.append(f"{indent}- {_map(item, inside)[skipped:] or _EMPTY_MAP}")
        elif kind is list:
            lines.append(f"{indent}- {_list(item, inside)[skipped:] or _EMPTY_LIST}")
        else:
            lines.append(f"{indent}- {_other(item)}\n")
    return "".join(lines)


def _other(value: object) -> str:
    if value is True:
        return "true"
    if value is False:
        return "false"
    if type(value) is int and -_EXACT_INTEGER <= value <= _EXACT_INTEGER:
        return str(value)
    raise NotOneLineError
