"""What a project says of itself in `pyproject.toml`: `[tool.k8spatterns] fleet = "apps.main:fleet"`.

Decided here: how the setting is read. Decided elsewhere: what a fleet is (`delivery`).
"""

import importlib
import sys
import tomllib
from pathlib import Path
from typing import Any, Final

from k8spatterns_lib.errors import DeliveryError

SETTINGS: Final = Path("pyproject.toml")


def project_fleet(project: Path | None = None) -> Any:  # noqa: ANN401 - a fleet, which this layer does not know
    """Return what `[tool.k8spatterns] fleet = "module:name"` names, imported from the project's directory.

    Args:
        project: The project's directory. Default: the working directory.

    Raises:
        DeliveryError: There is no such setting or module, or nothing of that name in it.
    """
    project = Path.cwd() if project is None else project
    place = fleet_setting(project)
    module, _, name = place.partition(":")
    if str(project) not in sys.path:
        sys.path.insert(0, str(project))
    try:
        found = getattr(importlib.import_module(module), name or "fleet", None)
    except ModuleNotFoundError as error:
        fix = f"Set fleet in [tool.k8spatterns] of {SETTINGS} ({error})."
        raise DeliveryError(str(SETTINGS), "the fleet's module can not be imported", got=place, fix=fix) from None
    if not hasattr(found, "targets"):
        fix = f"Define {name or 'fleet'} = Fleet(…) in it."
        raise DeliveryError(str(SETTINGS), "the setting names no Fleet", got=place, fix=fix)
    return found


def fleet_setting(project: Path) -> str:
    """Return which fleet the project names: "apps.main:fleet".

    Raises:
        DeliveryError: There is no project here, or it names none.
    """
    place = fleet_setting_or_none(project)
    if place is not None:
        return place
    fix = 'Write [tool.k8spatterns] fleet = "apps.main:fleet", or give --app PROGRAM.'
    if (project / SETTINGS).is_file():
        raise DeliveryError(str(SETTINGS), "it names no fleet", got=None, fix=fix)
    raise DeliveryError(str(SETTINGS), "there is no project here", got=str(project), fix=fix)


def fleet_setting_or_none(project: Path) -> str | None:
    """Return which fleet the project names; None if there is no project, or none with a fleet.

    Raises:
        DeliveryError: `pyproject.toml` can not be read, or the setting is no text.
    """
    try:
        settings = tomllib.loads((project / SETTINGS).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DeliveryError(
            str(SETTINGS), "it can not be read", got=" ".join(str(error).split()), fix="Mend it."
        ) from None
    place = settings.get("tool", {}).get("k8spatterns", {}).get("fleet")
    if place is not None and not isinstance(place, str):
        fix = 'Write fleet = "apps.main:fleet".'
        raise DeliveryError(str(SETTINGS), "[tool.k8spatterns] fleet must be a text", got=place, fix=fix)
    return place
