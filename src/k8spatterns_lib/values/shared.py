"""Small values that programs write again and again are made, checked and kept once.

A thousand containers that ask for `Resources(cpu="100m", memory="128Mi")` have one object in
common. Values are frozen, so it makes no difference which of two equal ones somebody has; it
does make one in time and memory, since each is several objects that Python's garbage
collector visits.

Decided here: which calls are the same. Decided elsewhere: what a value may be (its class).
"""

from types import NoneType
from typing import TYPE_CHECKING, Any

_REMEMBERED_AT_MOST = 4096
_plain: set[type] = {str, int, float, bool, NoneType}
"""Types of arguments by which calls can be told apart: they hold nothing that has a type of its own."""


class Shared(type):
    """The class of classes whose equal instances are one object, where they are made by plain arguments.

    A call that is refused is refused each time. `1`, `1.0` and `True` are equal and yet different
    settings, so calls are told apart by the types of their arguments, too.
    """

    def __init__(cls, name: str, bases: tuple[type, ...], namespace: dict[str, Any]) -> None:
        super().__init__(name, bases, namespace)
        cls._kept_by_call: dict[tuple[object, ...], Any] = {}
        _plain.add(cls)

    # Type checkers read the class's own signature; this one would hide it.
    if not TYPE_CHECKING:

        def __call__(cls, *args: object, **settings: object) -> object:
            """Return the instance that the same call made before, or make it."""
            values = (*args, *settings.values())
            types = tuple(map(type, values))
            if not _plain.issuperset(types):
                return type.__call__(cls, *args, **settings)
            call = (values, types, *settings)
            found = cls._kept_by_call.get(call)
            if found is None:
                found = type.__call__(cls, *args, **settings)
                if len(cls._kept_by_call) >= _REMEMBERED_AT_MOST:
                    cls._kept_by_call.clear()
                cls._kept_by_call[call] = found
            return found
