"""`k8spatterns validate`: strict schemas of the Kubernetes version of each target."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from cyclopts import Parameter

from k8spatterns_lib.cli.project import HEAD, SETTINGS, load_fleet
from k8spatterns_lib.errors import DeliveryError
from k8spatterns_lib.manifests.chart_directory import KUSTOMIZATION
from k8spatterns_lib.manifests.schema import schema_findings
from k8spatterns_lib.values.kubernetes_version import NEWEST, KubernetesVersion

Finding = dict[str, str]


def validate(
    directory: Annotated[Path, Parameter(help="A directory of manifests.")] = HEAD,
    *,
    kubernetes: Annotated[str | None, Parameter(help="The version, in place of the targets' own.")] = None,
    output: Annotated[Literal["text", "json"], Parameter(help="How findings are written.")] = "text",
) -> int:
    """Check every manifest against the strict schema of its target's Kubernetes version.

    Exit status 1 if there is a finding. Kinds without a schema are listed as notes.

    Example: k8spatterns validate dist/head --output json
    """
    if not directory.is_dir():
        raise DeliveryError(str(directory), "there is no such directory", fix="Run k8spatterns synth first.")
    versions = {} if kubernetes is not None or not SETTINGS.is_file() else _versions()
    default = NEWEST if kubernetes is None else KubernetesVersion.parse(kubernetes)
    files = sorted(each for each in directory.rglob("*.yaml") if each.name != KUSTOMIZATION)
    found = [finding for file in files for finding in _check(file, directory, versions, default)]
    if output == "json":
        sys.stdout.write(json.dumps(found, indent=2) + "\n")
    else:
        for each in found:
            sys.stdout.write(f"{each['file']}: {each['what']} (Kubernetes {each['kubernetes']})\n")
        sys.stdout.write(f"{len(files)} files, {len(found)} findings\n")
    return 1 if found else 0


def _versions() -> dict[str, KubernetesVersion]:
    """Return the versions of the project's targets by `environment/region`."""
    return {each.name: each.kubernetes for each in load_fleet().targets}


def _check(
    file: Path, directory: Path, versions: dict[str, KubernetesVersion], default: KubernetesVersion
) -> Iterator[Finding]:
    target = "/".join(file.relative_to(directory).parent.parts[-2:])
    version = versions.get(target, default)
    documents: list[Any] = list(yaml.safe_load_all(file.read_text(encoding="utf-8")))
    if len(documents) != 1 or not isinstance(documents[0], dict):
        yield {"file": str(file), "kubernetes": str(version), "what": "a file holds one object"}
        return
    for what in schema_findings(documents[0], version):
        if not what.startswith("no schema for"):
            yield {"file": str(file), "kubernetes": str(version), "what": what}
