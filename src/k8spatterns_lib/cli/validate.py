"""`k8spatterns validate`: strict schemas of the Kubernetes version of each target."""

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

import attrs
import yaml
from cyclopts import Parameter

from k8spatterns_lib.cli.error_line import one_line
from k8spatterns_lib.cli.project import HEAD, fleet_setting_or_none, load_fleet
from k8spatterns_lib.errors import DeliveryError
from k8spatterns_lib.manifests.chart_directory import KUSTOMIZATION
from k8spatterns_lib.manifests.schema import missing_schema, schema_findings
from k8spatterns_lib.values.kubernetes_version import NEWEST, KubernetesVersion

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the C one is ten times as fast where it is there


@attrs.frozen
class Finding:
    """What is wrong with a file, in clusters of a version."""

    file: str
    kubernetes: str
    what: str


def validate(
    directory: Annotated[Path, Parameter(help="A directory of manifests.")] = HEAD,
    *,
    kubernetes: Annotated[str | None, Parameter(help="The version, in place of the targets' own.")] = None,
    output: Annotated[Literal["text", "json"], Parameter(help="How findings are written.")] = "text",
) -> int:
    """Check every manifest against the strict schema of its target's Kubernetes version.

    Exit status 1 if there is a finding. Kinds without a schema (custom resources) are listed as notes.

    Example: k8spatterns validate dist/head --output json
    """
    if not directory.is_dir():
        raise DeliveryError(str(directory), "there is no such directory", fix="Run k8spatterns synth first.")
    versions = _versions() if kubernetes is None and fleet_setting_or_none() is not None else {}
    default = NEWEST if kubernetes is None else KubernetesVersion.parse(kubernetes)
    files = sorted(each for each in directory.rglob("*.yaml") if each.name != KUSTOMIZATION)
    if not files and not any(directory.rglob(KUSTOMIZATION)):
        raise DeliveryError(str(directory), "there are no manifests in it", fix="Run k8spatterns synth first.")
    found: list[Finding] = []
    notes: list[str] = []
    for file in files:
        version = versions.get("/".join(file.relative_to(directory).parent.parts[-2:]), default)
        found.extend(Finding(str(file), str(version), what) for what in _check(file, version, notes))
    _tell(found, notes, len(files), as_json=output == "json")
    return 1 if found else 0


def _tell(found: list[Finding], notes: list[str], files: int, *, as_json: bool) -> None:
    if as_json:
        sys.stdout.write(json.dumps([attrs.asdict(each) for each in found], indent=2) + "\n")
        return
    lines = [f"{each.file}: {each.what} (Kubernetes {each.kubernetes})" for each in found]
    lines += [f"note: {each}" for each in notes]
    unknown = f", {len(notes)} without a schema" if notes else ""
    sys.stdout.writelines(f"{line}\n" for line in [*lines, f"{files} files, {len(found)} findings{unknown}"])


def _versions() -> dict[str, KubernetesVersion]:
    """Return the versions of the project's targets by `environment/region`."""
    return {each.name: each.kubernetes for each in load_fleet().targets}


def _check(file: Path, version: KubernetesVersion, notes: list[str]) -> Iterator[str]:
    try:
        documents: list[object] = list(yaml.load_all(file.read_bytes(), Loader=_LOADER))
    except yaml.YAMLError as error:
        yield f"it is no YAML: {one_line(error)}"
        return
    if len(documents) != 1 or not isinstance(documents[0], Mapping):
        yield "a file holds one object"
        return
    data = documents[0]
    yield from schema_findings(data, version)
    if (note := missing_schema(data, version)) is not None:
        notes.append(f"{file}: {note}")
