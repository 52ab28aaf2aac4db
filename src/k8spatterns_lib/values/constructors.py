"""Class methods that make a value refuse unknown and missing settings like its class does."""

import functools
from collections.abc import Callable
from typing import Any, TypeVar

from k8spatterns_lib.values.setting import signature_refusal

ClassT = TypeVar("ClassT", bound=type)


def constructors_refuse_unknown_settings(cls: ClassT) -> ClassT:
    """Make the public class methods answer unknown and missing settings with a `SettingError`.

    The signatures stay as type checkers see them.
    """
    for name, member in list(vars(cls).items()):
        if isinstance(member, classmethod) and not name.startswith("_"):
            setattr(cls, name, classmethod(_refusing(member.__func__, f"{cls.__name__}.{name}")))
    return cls


def _refusing(original: Callable[..., object], called: str) -> Callable[..., object]:
    @functools.wraps(original)
    def constructor(cls: type, *args: Any, **settings: Any) -> object:  # noqa: ANN401 - the original's own
        try:
            return original(cls, *args, **settings)
        except TypeError:
            refusal = signature_refusal(original, called, args, settings)
            if refusal is None:
                raise
            raise refusal from None

    return constructor
