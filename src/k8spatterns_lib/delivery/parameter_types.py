"""Whether a value is of the type that an annotation names, in depth.

Decided here: what fits. Decided elsewhere: what happens if it does not (`parameters`).
"""

import types
import typing
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any, Literal, get_args, get_origin, get_type_hints

import attrs

_UNIONS = (types.UnionType, getattr(typing, "Union"))  # noqa: B009 - `Optional[int]` of older programs
_TEXTS = (str, bytes)


def parameter_types(parameters: type) -> dict[str, Any]:
    """Return the types of an attrs class by the names that its `__init__` takes.

    An annotation whose names can not be resolved here (they are local to a function, or
    imported for type checkers only) comes as `Any`: it can not be checked.
    """
    hints: dict[str, Any]
    try:
        hints = get_type_hints(parameters)
    except NameError:
        hints = {each.name: Any if isinstance(each.type, str) else each.type for each in attrs.fields(parameters)}
    return {each.alias: hints.get(each.name, Any) for each in attrs.fields(parameters) if each.init and each.alias}


def type_text(wanted: Any) -> str:  # noqa: ANN401 - any type annotation
    """Return a type as a program writes it: `int | None`, `tuple[str, ...]`."""
    plain = isinstance(wanted, type) and get_origin(wanted) is None
    return str(wanted.__name__) if plain else str(wanted).replace("typing.", "").replace("collections.abc.", "")


def fits(value: Any, wanted: Any) -> bool:  # noqa: ANN401, PLR0911 - any type annotation, a line a form
    """Tell whether `value` is of the type that an annotation names; containers are checked in depth.

    As for type checkers, an int is a float. Unlike for them, a bool is no int, and a text
    is no sequence of texts: as settings, both are mistakes.
    """
    wanted = getattr(wanted, "__value__", wanted)  # `type Name = …` of Python 3.12
    origin = get_origin(wanted)
    if wanted is Any:
        return True
    if origin is Literal:
        return any(value == each and type(value) is type(each) for each in get_args(wanted))
    if origin in _UNIONS:
        return any(fits(value, each) for each in get_args(wanted))
    if wanted is None or wanted is type(None):
        return value is None
    if origin is not None:
        return _fits_container(value, origin, get_args(wanted))
    if wanted in {int, float} and isinstance(value, bool):
        return False
    if wanted is float and isinstance(value, int):
        return True
    return isinstance(value, wanted) if isinstance(wanted, type) else True


def _fits_container(value: Any, origin: Any, wanted: tuple[Any, ...]) -> bool:  # noqa: ANN401 - as above
    if not isinstance(origin, type) or not isinstance(value, origin):
        return not isinstance(origin, type)
    held: Any = value
    if issubclass(origin, tuple):
        if wanted[1:] == (Ellipsis,):
            return all(fits(each, wanted[0]) for each in held)
        return len(held) == len(wanted) and all(fits(each, kind) for each, kind in zip(held, wanted, strict=True))
    if issubclass(origin, Mapping):
        return all(fits(key, wanted[0]) and fits(each, wanted[1]) for key, each in held.items())
    if issubclass(origin, Sequence | AbstractSet):
        return not isinstance(held, _TEXTS) and all(fits(each, wanted[0]) for each in held)
    return True
