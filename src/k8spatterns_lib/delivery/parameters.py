"""Typed parameters of a service: values for all targets, for an environment, for one target.

The nearest value wins. Names and types are checked against the parameters' class when a
service is registered, since a type checker can not see into overrides.

Decided here: which value counts. Decided elsewhere: what fits a type (`parameter_types`).
"""

from collections.abc import Mapping, Sequence
from typing import Any

import attrs

from k8spatterns_lib.delivery.did_you_mean import did_you_mean
from k8spatterns_lib.delivery.parameter_types import fits, parameter_types, type_text
from k8spatterns_lib.errors import PatternError, SettingError

Overrides = Mapping[str, Mapping[str, Any]]


@attrs.frozen
class Origin:
    """Where the value of a parameter comes from: "defaults", "release" or "release/asia"."""

    name: str
    value: Any
    source: str


def check_defaults(service: str, defaults: object) -> None:
    """Refuse defaults that are no instance of an attrs class, or whose values are of wrong types.

    Raises:
        SettingError: They are.
    """
    if isinstance(defaults, type) or not attrs.has(type(defaults)):
        fix = "Write @attrs.frozen over a class of parameters, and give an instance of it."
        raise SettingError(service, "defaults must be an instance of an attrs class", got=defaults, fix=fix)
    _check_types(defaults, parameter_types(type(defaults)), where=f"{service} defaults")


def check_overrides(service: str, defaults: Any, overrides: Overrides, targets: Sequence[str]) -> None:  # noqa: ANN401
    """Refuse overrides for places that do not exist, unknown parameters, wrong types and wrong values.

    Args:
        service: The service, for messages.
        defaults: An instance of the parameters' class, or None.
        overrides: Values by parameter by environment or target.
        targets: The names of all targets in which the service runs.

    Raises:
        SettingError: Something in them is wrong; the message names the place.
    """
    places = list(dict.fromkeys([each.partition("/")[0] for each in targets] + list(targets)))
    wanted = {} if defaults is None else parameter_types(type(defaults))
    for place, values in overrides.items():
        where = f"{service} overrides {place!r}"
        if place not in places:
            fix = did_you_mean(place, places, among="Places")
            raise SettingError(where, "there is no such environment or target", got=place, fix=fix)
        if not isinstance(values, Mapping):
            raise SettingError(where, "overrides must be a mapping", got=values, fix='Write {"parameter": value}.')
        for name, value in values.items():
            if name not in wanted:
                fix = did_you_mean(name, wanted, among="Parameters")
                raise SettingError(where, f"there is no parameter {name!r}", got=value, fix=fix)
        if values:
            _check_types(_changed(defaults, overrides, place, where=where), wanted, where=where, names=values)


def resolve(defaults: Any, overrides: Overrides, target: str) -> tuple[Any, list[Origin]]:  # noqa: ANN401 - any class
    """Return the parameters of `target`, and where each of them comes from.

    Args:
        defaults: An instance of the parameters' class.
        overrides: Values by parameter by environment or target; checked before.
        target: The target's name.
    """
    sources = {name: place for place in _places(target) for name in overrides.get(place, ())}
    settings = _changed(defaults, overrides, target, where=target)
    return settings, [
        Origin(each.name, getattr(settings, each.name), sources.get(each.alias or each.name, "defaults"))
        for each in attrs.fields(type(defaults))
    ]


def _places(place: str) -> tuple[str, ...]:
    """Return the places whose values count in `place`, the nearest last."""
    environment = place.partition("/")[0]
    return (environment,) if place == environment else (environment, place)


def _changed(defaults: Any, overrides: Overrides, place: str, *, where: str) -> Any:  # noqa: ANN401 - as above
    """Return the defaults with the overrides of `place`, as the class's own converters and validators want it."""
    changes = {name: value for each in _places(place) for name, value in overrides.get(each, {}).items()}
    if not changes:
        return defaults
    try:
        return attrs.evolve(defaults, **changes)
    except PatternError as error:
        raise SettingError(f"{where}: {error.where}", error.what, got=error.got, fix=error.fix) from None
    except (TypeError, ValueError) as error:
        text = str(error.args[0]) if error.args else type(error).__name__
        fix = f"Give values that {type(defaults).__name__} takes."
        raise SettingError(where, f"the parameters are refused ({text})", got=changes, fix=fix) from error


def _check_types(
    settings: object, wanted: Mapping[str, Any], *, where: str, names: Mapping[str, object] | None = None
) -> None:
    for each in attrs.fields(type(settings)):  # type: ignore[arg-type] # the caller knows that it is an attrs class
        name = each.alias or each.name
        if name not in wanted or (names is not None and name not in names):
            continue
        value = getattr(settings, each.name)
        if not fits(value, wanted[name]):
            text = type_text(wanted[name])
            raise SettingError(where, f"{name} must be of type {text}", got=value, fix=f"Write it as {text}.")
