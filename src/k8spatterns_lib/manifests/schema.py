"""Strict validation against the schemas of one Kubernetes version.

The schemas are those of the optional package kubernetes-validate (`[validate]`), which is
imported on first use. Its own `validate` reads 1.8 MB of definitions for each object and
stops at the first error; here they are read once a version, and all errors are told.

Decided here: what a finding says. Decided elsewhere: what happens to findings (`delivery`, `cli`).
Source: kubernetes-validate README ("strict" refuses unknown fields).
"""

import json
from collections.abc import Mapping
from functools import cache
from importlib import resources
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from k8spatterns_lib.errors import ManifestError
from k8spatterns_lib.manifests.finding import Path, path_text
from k8spatterns_lib.values.kubernetes_version import KubernetesVersion

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import ValidationError
    from referencing import Registry

_PACKAGE: Final = "kubernetes_validate"
_LONGEST_VALUE: Final = 200


def schema_findings(obj: Mapping[str, Any], version: KubernetesVersion) -> list[str]:
    """Return what is wrong with `obj` in clusters of `version`, one line each, in the object's order.

    Fields that the version does not know are findings too. An object of a kind without
    a schema (a custom resource) has no findings; `missing_schema` tells of those.

    Raises:
        ManifestError: kubernetes-validate is not installed, or does not know the version.
    """
    return list(dict.fromkeys(str(each) for each in schema_errors(obj, version)))


class SchemaError(NamedTuple):
    """What is wrong with an object.

    Args:
        path: The part of the object that breaks the schema.
        what: How.
        field: The field that a person should look at.
    """

    path: Path
    what: str
    field: Path

    def __str__(self) -> str:
        return f"{path_text(self.path) or 'object'}: {self.what}"


def schema_errors(obj: Mapping[str, Any], version: KubernetesVersion) -> list[SchemaError]:
    """Return the same as places and what is wrong there.

    Raises:
        ManifestError: kubernetes-validate is not installed, or does not know the version.
    """
    validator = _validator(_api_version(obj), _kind(obj), version)
    return [] if validator is None else [_finding(error) for error in validator.iter_errors(obj)]


def missing_schema(obj: Mapping[str, Any], version: KubernetesVersion) -> str | None:
    """Return `no schema for <apiVersion> <kind> ...` where nothing is known of the kind, else None.

    Raises:
        ManifestError: kubernetes-validate is not installed, or does not know the version.
    """
    api_version, kind = _api_version(obj), _kind(obj)
    if _validator(api_version, kind, version) is not None:
        return None
    return f"no schema for {api_version} {kind} in Kubernetes {version}"


def _api_version(obj: Mapping[str, Any]) -> str:
    return str(obj.get("apiVersion", ""))


def _kind(obj: Mapping[str, Any]) -> str:
    return str(obj.get("kind", ""))


@cache
def _folder(version: KubernetesVersion) -> "Traversable":
    if find_spec(_PACKAGE) is None:
        raise ManifestError(
            "schema validation",
            "kubernetes-validate is not installed",
            fix="Install k8spatterns-lib[validate].",
        )
    folder = resources.files(_PACKAGE) / "kubernetes-json-schema" / f"v{version}.0-local-strict"
    if not folder.is_dir():
        raise ManifestError(
            "schema validation",
            "the installed kubernetes-validate has no schemas for this Kubernetes version",
            got=str(version),
            fix="Upgrade kubernetes-validate.",
        )
    return folder


@cache
def _registry(version: KubernetesVersion) -> "Registry[Any]":
    from referencing import Registry, Resource  # noqa: PLC0415 - optional extra

    definitions = json.loads((_folder(version) / "_definitions.json").read_text(encoding="utf-8"))
    resource: Resource[Any] = Resource.from_contents(definitions)
    empty: Registry[Any] = Registry()
    return (resource @ empty).crawl()


@cache
def _validator(api_version: str, kind: str, version: KubernetesVersion) -> "Draft202012Validator | None":
    schema = _schema(api_version, kind, version)
    if schema is None:
        return None
    from jsonschema import Draft202012Validator  # noqa: PLC0415 - optional extra

    return Draft202012Validator(schema, registry=_registry(version))


def _schema(api_version: str, kind: str, version: KubernetesVersion) -> dict[str, Any] | None:
    """Return the schema, whose file is named by the kind and the first label of the API group."""
    group, slash, number = api_version.rpartition("/")
    name = f"{kind.lower()}-{group.partition('.')[0]}-{number}.json" if slash else f"{kind.lower()}-{number}.json"
    folder = _folder(version)
    if not kind.isalnum() or not (folder / name).is_file():
        return None
    schema: dict[str, Any] = json.loads((folder / name).read_text(encoding="utf-8"))
    # `apps.example.com/v1` has the file name of `apps/v1`; the schema itself tells them apart.
    known = schema.get("properties", {}).get("apiVersion", {}).get("enum", [])
    return schema if api_version in known else None


def _finding(error: "ValidationError") -> SchemaError:
    from jsonschema.exceptions import best_match  # noqa: PLC0415 - optional extra

    deepest = best_match([error]) or error
    message = deepest.message
    if len(message) > _LONGEST_VALUE:
        message = f"{message[:_LONGEST_VALUE]}... (rule: {deepest.validator})"
    path = tuple(deepest.absolute_path)
    return SchemaError(path, message, (*path, *_unexpected(deepest)))


def _unexpected(error: "ValidationError") -> list[str]:
    """Return the first of the fields that should not be there."""
    if error.validator != "additionalProperties" or not isinstance(error.instance, dict):
        return []
    known = error.schema.get("properties", {}) if isinstance(error.schema, dict) else {}
    return [each for each in error.instance if each not in known][:1]
