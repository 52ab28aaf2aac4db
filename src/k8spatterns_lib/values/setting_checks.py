"""What a setting may be: a word of a few, a list of one kind, a switch. Cheap, and refused in one line."""

from collections.abc import Iterable, Mapping
from typing import TypeVar

from k8spatterns_lib.errors import SettingError

PartT = TypeVar("PartT")
ValueT = TypeVar("ValueT")
_SCALARS = (str, bytes, Mapping)


def one_of(choices: tuple[object, ...], value: object, where: str, name: str) -> None:
    """Refuse what is not among `choices`.

    Raises:
        SettingError: It is not.
    """
    # Compared one by one, since what users give need not be hashable.
    if value not in choices:
        fix = f"Use one of: {', '.join(repr(each) for each in choices if each is not None)}."
        raise SettingError(where, f"{name} is unknown", got=value, fix=fix)


def parts(given: Iterable[PartT], kind: type[PartT], where: str, name: str) -> tuple[PartT, ...]:
    """Return the parts of a list in their order.

    A text is no list of texts: "ab" would silently become "a" and "b".

    Raises:
        SettingError: It is no list, or a part is of another kind.
    """
    if isinstance(given, _SCALARS) or not isinstance(given, Iterable):
        raise SettingError(where, f"{name} must be a list", got=given, fix=f"Write [{_example(kind)}].")
    listed = tuple(given)
    for part in listed:
        if not isinstance(part, kind) or type(part) is bool:
            raise SettingError(where, f"{name} must hold {kind.__name__} alone", got=part, fix=f"Give {_example(kind)}.")
    return listed


def pairs(
    given: Mapping[str, ValueT] | Iterable[tuple[str, ValueT]], where: str, name: str
) -> tuple[tuple[str, ValueT], ...]:
    """Return the pairs of a mapping in their order; pairs themselves come back as they are.

    Raises:
        SettingError: It is no mapping.
    """
    if isinstance(given, Mapping):
        return tuple(given.items())
    if isinstance(given, (tuple, list)) and all(isinstance(each, tuple) and len(each) == 2 for each in given):  # noqa: PLR2004 - a pair
        return tuple(given)
    raise SettingError(where, f"{name} must be a mapping", got=given, fix='Write {"name": ...}.')


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
