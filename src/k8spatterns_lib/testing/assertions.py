"""Assertions on whole templates and directories.

Decided here: what a failed one says.
Decided elsewhere: the rules (`manifests.schema`, `manifests.policies`, `manifests.changes.object_changes`).
"""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final, Protocol

from k8spatterns_lib.errors import DeliveryError, ManifestError
from k8spatterns_lib.manifests.changes.object_changes import ObjectChange
from k8spatterns_lib.manifests.finding import title_of
from k8spatterns_lib.manifests.policies.policies import policy_findings
from k8spatterns_lib.manifests.project_settings import project_fleet
from k8spatterns_lib.manifests.schema import schema_findings
from k8spatterns_lib.testing.mismatch import joined
from k8spatterns_lib.testing.reading import YAML_SUFFIXES, objects_in_text
from k8spatterns_lib.testing.template import Template
from k8spatterns_lib.testing.template_changes import lines_of_difference
from k8spatterns_lib.values.kubernetes_version import NEWEST, KubernetesVersion

_POD_SECURITY: Final = "pod-security/"


class RenderedFleet(Protocol):
    """A fleet that can say which files it would write."""

    def render(self) -> Mapping[str, bytes]:
        """Return contents by path below the output directory."""
        ...


def assert_valid(template: Template, *, kubernetes: str | KubernetesVersion = NEWEST) -> None:
    """Assert that every object fits the strict schema of a Kubernetes version.

    Needs the extra `validate`. Kinds without a schema (custom resources) pass.

    Args:
        template: The objects.
        kubernetes: The version, such as "1.36". Default: the newest that the library knows.

    Raises:
        AssertionError: Objects have fields that the version does not know, or of wrong types.
        SettingError: The version is not supported.
    """
    __tracebackhide__ = True
    version = KubernetesVersion.parse(kubernetes)
    wrong = [
        f"{title_of(each)}: {finding} (Kubernetes {version})"
        for each in template
        for finding in schema_findings(each, version)
    ]
    _none(wrong)


def assert_restricted(template: Template, *, kubernetes: str | KubernetesVersion = NEWEST) -> None:
    """Assert that every pod keeps the restricted profile of the Pod Security Standards.

    What an object gives a reason for, in the annotations that this library writes, is excused.

    Args:
        template: The objects.
        kubernetes: The version that the cluster runs: the profile has grown with Kubernetes. Default: the newest.

    Raises:
        AssertionError: A pod may do more, and no reason is given; each rule is named.
        SettingError: The version is not supported.
    """
    __tracebackhide__ = True
    version = KubernetesVersion.parse(kubernetes)
    broken = [finding for each in template for finding in policy_findings(each, version)[0]]
    profile = [each for each in broken if each.rule.id.startswith(_POD_SECURITY)]
    _none([f"{title_of(each.data)}: {each.what} ({each.rule.id})" for each in profile])


def assert_no_drift(dist: str | Path, *, fleet: RenderedFleet | None = None) -> None:
    """Assert that a directory holds what the code gives: `assert_no_drift("dist/head")`.

    Files that are no YAML, such as a README, are a person's own: they are not looked at.

    Args:
        dist: The directory.
        fleet: Default: the one that the project's `pyproject.toml` names.

    Raises:
        AssertionError: A file is missing, differs, or belongs to no object any more.
        DeliveryError: There is no such directory, or the project names no fleet.
    """
    __tracebackhide__ = True
    place = Path(dist)
    if not place.is_dir():
        raise DeliveryError(str(place), "there is no such directory", fix="Run k8spatterns synth first.")
    chosen: RenderedFleet = project_fleet() if fleet is None else fleet
    wanted = chosen.render()
    manifests = (each for each in place.rglob("*") if each.suffix in YAML_SUFFIXES and each.is_file())
    there = {each.relative_to(place).as_posix(): each.read_bytes() for each in manifests}
    lines = [f"{path} is not there" for path in wanted if path not in there]
    lines += [f"{path} belongs to no object; remove it" for path in sorted(there) if path not in wanted]
    for path, content in wanted.items():
        if path in there and there[path] != content:
            lines += _file_lines(path, there[path], content)
    _none(lines, fix="run k8spatterns synth")


def assert_upgrade_safe(old: str | Path | Template, new: str | Path | Template, *, allow: Iterable[str] = ()) -> None:
    """Assert that nothing has to be made anew on the way from one version to another.

    Args:
        old: A directory of manifests, or a template.
        new: The same of the newer version.
        allow: Objects that may be made anew, as "Kind/name" or "Kind/namespace/name". Default: none.

    Raises:
        AssertionError: Fields change that can not change in place; the rules' sources are named.
    """
    __tracebackhide__ = True
    before, after = (each if isinstance(each, Template) else Template.from_directory(each) for each in (old, new))
    allowed = set(allow)
    unsafe = [each for each in after.changes_from(before) if each.effect == "re-create"]
    _none([_refusal(each) for each in unsafe if allowed.isdisjoint(_names_of(each))])


def _names_of(change: ObjectChange) -> tuple[str, str]:
    return f"{change.kind}/{change.name}", f"{change.kind}/{change.name.rpartition('/')[2]}"


def _refusal(change: ObjectChange) -> str:
    return f"{change.kind} {change.name!r}: {change.field} can not change in place ({change.source})"


def _file_lines(path: str, old: bytes, new: bytes) -> list[str]:
    if path.endswith("kustomization.yaml"):
        return [f"{path} differs"]
    try:
        before, after = (Template(objects_in_text(each, where=path)) for each in (old, new))
    except ManifestError as error:
        return [str(error)]
    return [f"{path}: {line}" for line in lines_of_difference(before, after)] or [f"{path} differs in its form"]


def _none(lines: list[str], *, fix: str = "") -> None:
    __tracebackhide__ = True
    if lines:
        raise AssertionError("\n".join(filter(None, [joined(lines), fix])))
