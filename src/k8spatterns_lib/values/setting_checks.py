"""What a setting may be: a word of a few, a list of one kind, a switch. Cheap, and refused in one line."""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from typing import TypeVar

from k8spatterns_lib.errors import SettingError

PartT = TypeVar("PartT")
ValueT = TypeVar("ValueT")
_NO_LISTS = (str, bytes, Mapping, AbstractSet)
"""A set has no order of its own: two runs would differ."""


def one_of(choices: tuple[object, ...], value: object, where: str, name: str) -> None:
    """Refuse what is not among `choices`.

    Raises:
        SettingError: It is not.
    """
    if value not in choices:
        fix = f"Use one of: {', '.join(repr(each) for each in choices if each is not None)}."
        raise SettingError(where, f"{name} is unknown", got=value, fix=fix)


def listed(given: Iterable[PartT], where: str, name: str, example: str) -> tuple[PartT, ...]:
    """Return the parts of a list in their order.

    A text is no list of texts: "ab" would silently become "a" and "b".

    Raises:
        SettingError: It is no list.
    """
    if isinstance(given, _NO_LISTS) or not isinstance(given, Iterable):
        raise SettingError(where, f"{name} must be a list", got=given, fix=f"Write [{example}].")
    return tuple(given)


def parts(given: Iterable[PartT], kind: type[PartT], where: str, name: str) -> tuple[PartT, ...]:
    """Return the parts of a list, all of one kind, in their order.

    Raises:
        SettingError: It is no list, or a part is of another kind.
    """
    if given == ():
        return ()
    found = listed(given, where, name, _example(kind))
    for part in found:
        if not isinstance(part, kind) or type(part) is bool:
            fix = f"Give {_example(kind)}."
            raise SettingError(where, f"{name} must hold {kind.__name__} alone", got=part, fix=fix)
    return found


def pairs(
    given: Mapping[str, ValueT] | tuple[tuple[str, ValueT], ...], where: str, name: str
) -> tuple[tuple[str, ValueT], ...]:
    """Return the pairs of a mapping in their order; a tuple of pairs comes back as it is.

    Raises:
        SettingError: It is no mapping.
    """
    if isinstance(given, Mapping):
        return tuple(given.items())
    if not isinstance(given, tuple) or not all(isinstance(each, tuple) for each in given):
        raise SettingError(where, f"{name} must be a mapping", got=given, fix='Write {"name": ...}.')
    return given


def switches(owner: object, names: tuple[str, ...], where: str) -> None:
    """Refuse settings of `owner` that are neither True nor False: the text "no" would count as yes.

    Raises:
        SettingError: One is neither.
    """
    for name in names:
        value = getattr(owner, name)
        if value is not True and value is not False:
            raise SettingError(where, f"{name} must be True or False", got=value, fix="Give one of them.")


def _example(kind: type) -> str:
    if kind is str:
        return '"..."'
    return "1" if kind is int else f"{kind.__name__}(...)"
