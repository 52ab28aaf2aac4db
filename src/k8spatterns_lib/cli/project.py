"""The project in the working directory: its fleet, as `pyproject.toml` names it."""

import importlib
import sys
import tomllib
from pathlib import Path

from k8spatterns_lib.cli.error_line import one_line
from k8spatterns_lib.delivery.fleet import Fleet
from k8spatterns_lib.errors import DeliveryError

SETTINGS = Path("pyproject.toml")
HEAD = Path("dist/head")


def load_fleet() -> Fleet:
    """Return the fleet that `[tool.k8spatterns] fleet = "module:name"` names.

    Raises:
        DeliveryError: There is no such setting, module or fleet, or the module fails.
    """
    place = fleet_setting()
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


def fleet_setting() -> str:
    """Return which fleet the project names: "apps.main:fleet".

    Raises:
        DeliveryError: There is no project here, or it names none.
    """
    place = fleet_setting_or_none()
    if place is not None:
        return place
    fix = 'Write [tool.k8spatterns] fleet = "apps.main:fleet", or give --app PROGRAM.'
    if SETTINGS.is_file():
        raise DeliveryError(str(SETTINGS), "it names no fleet", got=None, fix=fix)
    raise DeliveryError(str(SETTINGS), "there is no project here", got=str(Path.cwd()), fix=fix)


def fleet_setting_or_none() -> str | None:
    """Return which fleet the project names; None if there is no project, or none with a fleet.

    Raises:
        DeliveryError: `pyproject.toml` can not be read, or the setting is no text.
    """
    try:
        settings = tomllib.loads(SETTINGS.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DeliveryError(str(SETTINGS), "it can not be read", got=one_line(error), fix="Mend it.") from None
    place = settings.get("tool", {}).get("k8spatterns", {}).get("fleet")
    if place is not None and not isinstance(place, str):
        fix = 'Write fleet = "apps.main:fleet".'
        raise DeliveryError(str(SETTINGS), "[tool.k8spatterns] fleet must be a text", got=place, fix=fix)
    return place
