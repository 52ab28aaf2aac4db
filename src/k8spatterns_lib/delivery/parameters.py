"""Typed parameters of a service: values for all targets, for an environment, for one target.

The nearest value wins. Names and types are checked against the parameters' class when a
service is registered, since a type checker can not see into overrides.
"""

import difflib
import types
import typing
from collections.abc import Mapping, Sequence
from typing import Any, Literal, get_args, get_origin, get_type_hints

import attrs

from k8spatterns_lib.errors import SettingError

_UNIONS = (types.UnionType, getattr(typing, "Union"))  # noqa: B009 - `Optional[int]` of older programs
Overrides = Mapping[str, Mapping[str, Any]]


@attrs.frozen
class Origin:
    """Where the value of a parameter comes from: "defaults", "release" or "release/asia"."""

    name: str
    value: Any
    source: str


def check_overrides(service: str, defaults: Any, overrides: Overrides, targets: Sequence[str]) -> None:  # noqa: ANN401
    """Refuse overrides for places that do not exist, unknown parameters and wrong types.

    Args:
        service: The service, for messages.
        defaults: An instance of the parameters' class.
        overrides: Values by parameter by environment or target.
        targets: The names of all targets.

    Raises:
        SettingError: Something in them is wrong; the message names the place.
    """
    places = list(dict.fromkeys([each.partition("/")[0] for each in targets] + list(targets)))
    hints = {} if defaults is None else get_type_hints(type(defaults))
    known = [] if defaults is None else [each.name for each in attrs.fields(type(defaults))]
    for place, values in overrides.items():
        where = f"{service} overrides {place!r}"
        if place not in places:
            close = difflib.get_close_matches(place, places, n=1)
            fix = f"Did you mean {close[0]!r}?" if close else f"Places: {', '.join(places)}."
            raise SettingError(where, "there is no such environment or target", got=place, fix=fix)
        for name, value in values.items():
            if name not in known:
                close = difflib.get_close_matches(name, known, n=1)
                fix = f"Did you mean {close[0]!r}?" if close else f"Parameters: {', '.join(known) or 'none'}."
                raise SettingError(where, f"there is no parameter {name!r}", got=value, fix=fix)
            if not fits(value, hints[name]):
                wanted = getattr(hints[name], "__name__", str(hints[name]))
                raise SettingError(where, f"{name} must be of type {wanted}", got=value, fix=f"Write it as {wanted}.")


def resolve(defaults: Any, overrides: Overrides, target: str) -> tuple[Any, list[Origin]]:  # noqa: ANN401 - any class
    """Return the parameters of `target`, and where each of them comes from.

    Args:
        defaults: An instance of the parameters' class.
        overrides: Values by parameter by environment or target; checked before.
        target: The target's name.
    """
    sources = {each.name: "defaults" for each in attrs.fields(type(defaults))}
    changes: dict[str, Any] = {}
    for place in (target.partition("/")[0], target):
        for name, value in overrides.get(place, {}).items():
            changes[name] = value
            sources[name] = place
    settings = attrs.evolve(defaults, **changes) if changes else defaults
    return settings, [Origin(name, getattr(settings, name), source) for name, source in sources.items()]


def fits(value: Any, wanted: Any) -> bool:  # noqa: ANN401, PLR0911 - any type annotation, a line a form
    """Tell whether `value` is of the type that an annotation names; containers are checked in depth."""
    origin = get_origin(wanted)
    if wanted is Any:
        return True
    if origin is Literal:
        return value in get_args(wanted)
    if origin in _UNIONS:
        return any(fits(value, each) for each in get_args(wanted))
    if wanted is None or wanted is type(None):
        return value is None
    if origin is tuple:
        return _fits_tuple(value, get_args(wanted))
    if origin in {list, set, frozenset, Sequence}:
        return isinstance(value, origin) and all(fits(each, get_args(wanted)[0]) for each in value)
    if origin in {dict, Mapping}:
        keys, values = get_args(wanted)
        return isinstance(value, Mapping) and all(fits(k, keys) and fits(v, values) for k, v in value.items())
    if wanted in {int, float} and isinstance(value, bool):
        return False
    if wanted is float and isinstance(value, int):
        return True
    return isinstance(value, origin or wanted) if isinstance(origin or wanted, type) else True


def _fits_tuple(value: Any, wanted: tuple[Any, ...]) -> bool:  # noqa: ANN401 - as above
    if not isinstance(value, tuple):
        return False
    if len(wanted) == 2 and wanted[1] is Ellipsis:  # noqa: PLR2004 - "any number of one type"
        return all(fits(each, wanted[0]) for each in value)
    return len(value) == len(wanted) and all(fits(each, kind) for each, kind in zip(value, wanted, strict=True))
