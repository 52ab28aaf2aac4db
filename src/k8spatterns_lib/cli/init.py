"""`k8spatterns init`: a project that synthesizes and passes its tests at once."""

import sys
from importlib.resources import files
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from k8spatterns_lib.errors import DeliveryError
from k8spatterns_lib.values.names import dns_label

_SUFFIX = ".txt"


def init(directory: Annotated[Path, Parameter(help="The project's directory; its name is the service's.")]) -> int:
    """Make a project: a service, its environments, its tests and the settings of both commands.

    Nothing that is there already is written over.

    Example: k8spatterns init shop
    """
    name = dns_label(directory.resolve().name, "init", "the directory's name")
    template = files("k8spatterns_lib.cli") / "project_template"
    written = {
        directory / each.name.removesuffix(_SUFFIX).replace("--", "/"): each.read_text(encoding="utf-8")
        for each in template.iterdir()
        if each.name.endswith(_SUFFIX)
    }
    there = sorted(str(path) for path in written if path.exists())
    if there:
        fix = "Choose another directory, or move them away."
        raise DeliveryError(str(directory), "files of the project are there already", got=there, fix=fix)
    class_name = "".join(part.capitalize() for part in name.split("-"))
    if class_name[0].isdigit():
        class_name = f"Service{class_name}"
    for path, text in sorted(written.items()):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.replace("{{name}}", name).replace("{{class}}", class_name), encoding="utf-8")
        sys.stdout.write(f"added   {path}\n")
    return 0
