"""Doors whose names are loaded when they are asked for (PEP 562): a program pays for what it uses."""

import sys
from collections.abc import Callable, Mapping
from importlib import import_module


def loads_on_demand(door: str, homes: Mapping[str, str]) -> Callable[[str], object]:
    """Return the `__getattr__` of a door.

    Args:
        door: The door's module.
        homes: The module of each name, relative to `k8spatterns_lib`.
    """

    def __getattr__(name: str) -> object:  # noqa: N807 - a module's own
        home = homes.get(name)
        if home is None:
            raise AttributeError(f"module {door!r} has no attribute {name!r}")
        found: object = getattr(import_module(f"k8spatterns_lib.{home}"), name)
        setattr(sys.modules[door], name, found)
        return found

    return __getattr__
