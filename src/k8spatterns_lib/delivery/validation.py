"""Validates directories of manifests, whoever wrote them: files, schemas, policies, and each chart as a whole.

A chart is a directory; of what the npm cdk8s wrote (`web.k8s.yaml`), a file. In the tree of a
fleet, `<service>/<environment>/<region>`, each target's own Kubernetes version counts, and no two
services define one object.

Decided here: which files belong together, and which version counts for them.
Decided elsewhere: the rules (`manifests.checks`, `manifests.policies`), how findings are written (`validation_report`).
"""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final, Literal

import attrs

from k8spatterns_lib.errors import DeliveryError, ManifestError
from k8spatterns_lib.manifests.checks.chart_checks import chart_findings
from k8spatterns_lib.manifests.checks.object_checks import UNIQUE, identity_of
from k8spatterns_lib.manifests.files.chart_directory import KUSTOMIZATION, WRITTEN_BY
from k8spatterns_lib.manifests.files.yaml_reader import Document, read_documents
from k8spatterns_lib.manifests.finding import Finding, title_of
from k8spatterns_lib.manifests.finding import Path as FieldPath
from k8spatterns_lib.manifests.objects.built_in_kinds import fields_of
from k8spatterns_lib.manifests.objects.plain_data import group_of, items_of, text_at
from k8spatterns_lib.manifests.policies.exceptions import Excused, elsewhere
from k8spatterns_lib.manifests.policies.file_rules import ONE_OBJECT, SCHEMA, SERVED, YAML
from k8spatterns_lib.manifests.policies.policies import policy_findings
from k8spatterns_lib.manifests.rule import Rule
from k8spatterns_lib.manifests.schema import missing_schema, schema_errors
from k8spatterns_lib.values.kubernetes_version import KubernetesVersion

_SUFFIXES: Final = frozenset({".yaml", ".yml", ".json"})
_CDK8S: Final = ".k8s.yaml"


@attrs.frozen(kw_only=True)
class Problem:
    """A place in a file, and what is to be said of it.

    Args:
        file: The file.
        line: The line, from 1.
        kubernetes: The version that counts there.
        level: "error" for a broken rule; "note" for what a person should know.
        rule: The id of the rule; None for a note about none.
        what: What is wrong, without a full stop.
        fix: What to do about it.
        reason: Why it is as it is, where the object says so itself; such a finding is a note.
    """

    file: str
    line: int
    kubernetes: str
    level: Literal["error", "note"] = "error"
    rule: str | None = None
    what: str
    fix: str = ""
    reason: str | None = None


@attrs.frozen(kw_only=True)
class Validation:
    """What was looked at, and what was found."""

    files: int
    problems: tuple[Problem, ...]

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The broken rules."""
        return tuple(each for each in self.problems if each.level == "error")

    @property
    def notes(self) -> tuple[Problem, ...]:
        """Exceptions with their reasons, and what could not be checked."""
        return tuple(each for each in self.problems if each.level == "note")


@attrs.frozen(eq=False)
class _Source:
    """An object and where it was read; in a `List`, its place there."""

    file: Path
    document: Document
    version: KubernetesVersion
    data: Mapping[str, Any]
    place: FieldPath = ()

    def problem(self, finding: Finding) -> Problem:
        came = ManifestError(title_of(self.data), finding.what, got=finding.got, fix="")
        return Problem(
            file=str(self.file),
            line=self.document.line_of(self.place + finding.path),
            kubernetes=str(self.version),
            rule=finding.rule.id,
            what=str(came).removesuffix("."),
            fix=finding.fix,
        )

    def excused(self, found: Excused) -> Problem:
        return attrs.evolve(self.problem(found.finding), level="note", fix="", reason=found.reason)

    def note(self, what: str, reason: str | None = None) -> Problem:
        return Problem(
            file=str(self.file),
            line=self.document.line_of(self.place),
            kubernetes=str(self.version),
            level="note",
            what=f"{title_of(self.data)}: {what}",
            reason=reason,
        )


def validate_tree(
    directory: Path, *, default: KubernetesVersion, targets: Mapping[str, KubernetesVersion] | None = None
) -> Validation:
    """Return what is wrong with the manifests below a directory.

    Args:
        directory: The directory.
        default: The version that counts.
        targets: The versions that count in directories which end in `environment/region`.

    Raises:
        DeliveryError: There are no manifests.
        ManifestError: kubernetes-validate is not installed.
    """
    every = sorted(each for each in directory.rglob("*") if each.suffix in _SUFFIXES and each.is_file())
    files = [each for each in every if each.name != KUSTOMIZATION]
    if not every:
        raise DeliveryError(str(directory), "there are no manifests in it", fix="Run k8spatterns synth first.")
    versions = targets or {}
    problems: list[Problem] = []
    charts: dict[Path, list[_Source]] = {}
    for file in files:
        version = versions.get("/".join(file.relative_to(directory).parent.parts[-2:]), default)
        read, wrong = _read(file, version)
        problems += wrong
        charts.setdefault(file if file.name.endswith(_CDK8S) else file.parent, []).extend(read)
    for sources in charts.values():
        problems += _of_chart(sources)
    shared = {each: sources for each, sources in charts.items() if "/".join(each.parts[-2:]) in versions}
    problems += _shared_names(shared)
    return Validation(files=len(files), problems=tuple(sorted(problems, key=lambda each: (each.file, each.line))))


def _read(file: Path, version: KubernetesVersion) -> tuple[list[_Source], list[Problem]]:
    def problem(line: int, rule: Rule, what: str, fix: str) -> Problem:
        return Problem(file=str(file), line=line, kubernetes=str(version), rule=rule.id, what=what, fix=fix)

    try:
        documents = [each for each in read_documents(file.read_bytes(), where=str(file)) if each.data is not None]
    except ManifestError as error:
        line = error.where.removeprefix(f"{file}:")
        return [], [problem(int(line) if line.isdecimal() else 1, YAML, error.what, error.fix)]
    wrong = [
        problem(each.line, YAML, "a document is an object", "Write one object a document.")
        for each in documents
        if not isinstance(each.data, dict)
    ]
    sources = [
        _Source(file, each, version, data, place)
        for each in documents
        if isinstance(each.data, dict)
        for place, data in _objects(each.data)
    ]
    if len(documents) != 1 and _is_ours(file.parent):
        what = f"it holds {len(documents)} objects"
        wrong.append(problem(documents[-1].line if documents else 1, ONE_OBJECT, what, ONE_OBJECT.fix))
    return sources, wrong


def _objects(data: Mapping[str, Any]) -> list[tuple[FieldPath, Mapping[str, Any]]]:
    items = items_of(data)
    return [((), data)] if items is None else [(("items", index), each) for index, each in enumerate(items)]


def _is_ours(directory: Path) -> bool:
    listing = directory / KUSTOMIZATION
    return listing.is_file() and listing.read_bytes().startswith(WRITTEN_BY.encode())


def _of_chart(sources: list[_Source]) -> Iterator[Problem]:
    by_data = {id(each.data): each for each in sources}
    for finding in chart_findings([each.data for each in sources]):
        yield by_data[id(finding.data)].problem(finding)
    for source in sources:
        yield from _of_schema(source)
        broken, excused = policy_findings(source.data, source.version)
        yield from map(source.problem, broken)
        yield from map(source.excused, excused)
        if place := elsewhere(source.data):
            yield source.note("its other end is in no manifest here", reason=place)


def _of_schema(source: _Source) -> Iterator[Problem]:
    data, version = source.data, source.version
    for error in dict.fromkeys(schema_errors(data, version)):
        yield source.problem(Finding(SCHEMA, data, path=error.field, what=str(error)))
    unknown = missing_schema(data, version)
    if unknown is None or not text_at(data, "kind"):
        return
    if fields_of(group_of(data), text_at(data, "kind")) is not None:
        yield source.problem(Finding(SERVED, data, path=("apiVersion",), what=f"Kubernetes {version} has no such API"))
    else:
        yield source.note(unknown)


def _shared_names(charts: Mapping[Path, Iterable[_Source]]) -> Iterator[Problem]:
    """Two services that define one object in a target undo each other's work."""
    owners: dict[tuple[object, ...], _Source] = {}
    for directory, sources in charts.items():
        target = (directory.parent.parent.parent, *directory.parts[-2:])
        for source in sources:
            identity = identity_of(source.data)
            first = owners.setdefault((*target, *identity), source)
            if first.file.parent != source.file.parent and identity[-1]:
                what = f"two services of one target define it, the other in {first.file}"
                yield source.problem(Finding(UNIQUE, source.data, path=("metadata", "name"), what=what))
