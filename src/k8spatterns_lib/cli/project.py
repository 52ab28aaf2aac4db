"""The project in the working directory: its fleet, as `pyproject.toml` names it."""

import importlib
import sys
import tomllib
from pathlib import Path

from k8spatterns_lib.cli.program import one_line
from k8spatterns_lib.delivery.fleet import Fleet
from k8spatterns_lib.errors import DeliveryError

SETTINGS = Path("pyproject.toml")
HEAD = Path("dist/head")


def load_fleet() -> Fleet:
    """Return the fleet that `[tool.k8spatterns] fleet = "module:name"` names.

    Raises:
        DeliveryError: There is no such setting, module or fleet, or the module fails.
    """
    place = _setting()
    module, _, name = place.partition(":")
    sys.path.insert(0, str(Path.cwd()))
    try:
        found = getattr(importlib.import_module(module), name or "fleet", None)
    except ModuleNotFoundError as error:
        fix = f"Set fleet in [tool.k8spatterns] of {SETTINGS} ({error})."
        raise DeliveryError(str(SETTINGS), "the fleet's module can not be imported", got=place, fix=fix) from None
    if not isinstance(found, Fleet):
        fix = f"Define {name or 'fleet'} = Fleet(…) in it."
        raise DeliveryError(str(SETTINGS), "the setting names no Fleet", got=place, fix=fix)
    return found


def _setting() -> str:
    fix = 'Write [tool.k8spatterns] fleet = "apps.main:fleet", or give --app PROGRAM.'
    try:
        settings = tomllib.loads(SETTINGS.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise DeliveryError(str(SETTINGS), "there is no project here", got=str(Path.cwd()), fix=fix) from None
    except tomllib.TOMLDecodeError as error:
        raise DeliveryError(str(SETTINGS), "it can not be read", got=one_line(error), fix="Mend it.") from None
    place = settings.get("tool", {}).get("k8spatterns", {}).get("fleet")
    if not isinstance(place, str):
        raise DeliveryError(str(SETTINGS), "it names no fleet", got=place, fix=fix)
    return place
