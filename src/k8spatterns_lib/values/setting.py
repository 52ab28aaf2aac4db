"""Settings that no class has, or that are missing, are refused in one line like wrong values."""

import difflib
import functools
import inspect
from collections.abc import Callable
from typing import Any, Final, TypeVar, cast

from k8spatterns_lib.errors import SettingError

ClassT = TypeVar("ClassT", bound=type)

_LISTED_AT_MOST: Final = 24


def refuses_unknown_settings(cls: ClassT) -> ClassT:
    """Make the class answer unknown and missing settings with a `SettingError`.

    The signature stays as type checkers see it.
    """
    original = cast("Callable[..., None]", cls.__init__)  # type: ignore[misc] # read from the class on purpose

    @functools.wraps(original)
    def __init__(self: object, *args: Any, **settings: Any) -> None:  # noqa: ANN401, N807
        try:
            original(self, *args, **settings)
        except TypeError:
            refusal = signature_refusal(original, cls.__name__, args, settings)
            if refusal is None:
                raise
            # What Python says of our own __init__ tells the user nothing more.
            raise refusal from None

    cls.__init__ = __init__  # type: ignore[misc] # replaces what attrs made
    return cls


def signature_refusal(
    function: Callable[..., object],
    name: str,
    args: tuple[object, ...],
    settings: dict[str, object],
) -> SettingError | None:
    """Return why a call does not fit the signature of `function`, or None if it does.

    Args:
        function: An `__init__`; its first parameter is not counted.
        name: How the message calls it.
        args: The positional arguments.
        settings: The keyword arguments.
    """
    parameters = list(inspect.signature(function).parameters.values())[1:]
    where = f"{name} {args[-1]!r}" if args and isinstance(args[-1], str) else name
    open_ended = any(each.kind is each.VAR_KEYWORD for each in parameters)
    known = [each.name for each in parameters if each.kind in {each.KEYWORD_ONLY, each.POSITIONAL_OR_KEYWORD}]
    for given, value in settings.items():
        if given not in known and not open_ended:
            close = difflib.get_close_matches(given, known, n=1)
            hint = f"Did you mean {close[0]!r}?" if close else f"Settings: {', '.join(known[:_LISTED_AT_MOST])}."
            return SettingError(where, f"there is no setting {given!r}", got=value, fix=hint)
    positional = [each for each in parameters if each.kind in {each.POSITIONAL_ONLY, each.POSITIONAL_OR_KEYWORD}]
    if len(args) > len(positional) and not any(each.kind is each.VAR_POSITIONAL for each in parameters):
        fix = "Give all others by name." if positional else "Give all by name."
        return SettingError(where, _positional_rule(len(positional)), got=len(args), fix=fix)
    filled = {each.name for each in positional[: len(args)]} | settings.keys()
    missing = [
        each.name
        for each in parameters
        if each.default is each.empty and each.name in known and each.name not in filled
    ]
    if missing:
        return SettingError(where, f"the setting {missing[0]!r} is missing", fix=f"Give {missing[0]}=…")
    return None


def _positional_rule(most: int) -> str:
    if most == 0:
        return "no setting is positional"
    return f"at most {most} setting{' is' if most == 1 else 's are'} positional"
