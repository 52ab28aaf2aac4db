"""The project in the working directory: its fleet, as `pyproject.toml` names it."""

from pathlib import Path

from k8spatterns_lib.delivery.fleet import Fleet
from k8spatterns_lib.errors import DeliveryError
from k8spatterns_lib.manifests.project_settings import SETTINGS, fleet_setting, fleet_setting_or_none, project_fleet

HEAD = Path("dist/head")


def load_fleet() -> Fleet:
    """Return the fleet that `[tool.k8spatterns] fleet = "module:name"` names.

    Raises:
        DeliveryError: There is no such setting, module or fleet, or the module fails.
    """
    found = project_fleet()
    if not isinstance(found, Fleet):
        fix = "Define fleet = Fleet(…) in it."
        raise DeliveryError(str(SETTINGS), "the setting names no Fleet", got=fleet_setting(Path.cwd()), fix=fix)
    return found


def names_a_fleet() -> bool:
    """Tell whether the working directory has a project that names its fleet."""
    return fleet_setting_or_none(Path.cwd()) is not None
