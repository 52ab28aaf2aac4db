"""`k8spatterns validate`: schemas, policies, and each chart as a whole."""

import sys
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from k8spatterns_lib.cli.project import HEAD, load_fleet, names_a_fleet
from k8spatterns_lib.delivery.validation import validate_tree
from k8spatterns_lib.delivery.validation_report import Format, report
from k8spatterns_lib.errors import DeliveryError
from k8spatterns_lib.values.kubernetes_version import NEWEST, KubernetesVersion


def validate(
    directory: Annotated[Path, Parameter(help="A directory of manifests.")] = HEAD,
    *,
    kubernetes: Annotated[str | None, Parameter(help="The version, in place of the targets' own.")] = None,
    output: Annotated[Format, Parameter(help="How findings are written.")] = "text",
) -> int:
    """Check manifests: strict schemas of each target's Kubernetes, the library's policies, each chart as a whole.

    Exit status 1 if a rule is broken. Exceptions with a reason, and kinds without a schema (custom
    resources), are notes. `k8spatterns explain rule ID` says why a rule is there.

    Example: k8spatterns validate dist/head --output sarif
    """
    if not directory.is_dir():
        raise DeliveryError(str(directory), "there is no such directory", fix="Run k8spatterns synth first.")
    default = NEWEST if kubernetes is None else KubernetesVersion.parse(kubernetes)
    targets = _targets() if kubernetes is None and names_a_fleet() else {}
    validation = validate_tree(directory, default=default, targets=targets)
    sys.stdout.write(report(validation, output))
    return 1 if validation.errors else 0


def _targets() -> dict[str, KubernetesVersion]:
    """Return the versions of the project's targets by `environment/region`."""
    return {each.name: each.kubernetes for each in load_fleet().targets}
