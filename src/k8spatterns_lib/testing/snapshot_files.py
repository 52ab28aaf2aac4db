"""What a snapshot of manifests says: texts by file, an object each.

Of several targets (templates by name) the first is written whole, and of each other one
only what differs from it: the fields of changed objects, new objects whole, and the names
of those that it lacks.

Decided here: the files and their names.
Decided elsewhere: where they are kept (`manifest_snapshot`), what is left out (`masking`).
"""

import re
from collections.abc import Mapping
from typing import Any, Final

from k8spatterns_lib.errors import SettingError
from k8spatterns_lib.manifests.files.file_name import file_names
from k8spatterns_lib.manifests.files.yaml_text import yaml_text
from k8spatterns_lib.manifests.finding import path_text
from k8spatterns_lib.manifests.objects.plain_data import map_at
from k8spatterns_lib.testing.masking import HIDDEN, masked
from k8spatterns_lib.testing.same_data import same_data
from k8spatterns_lib.testing.template import Template

TARGETS: Final = "targets.yaml"
ABSENT: Final = "absent.yaml"

_DIRECTORY: Final = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]*(?:/[A-Za-z0-9_-][A-Za-z0-9._-]*)*")
_SUFFIX: Final = ".yaml"

Objects = dict[str, dict[str, Any]]


def snapshot_files(
    data: object,
    *,
    matcher: object = None,
    exclude: object = None,
    include: object = None,
) -> dict[str, str]:
    """Return texts by file for a template, or for templates by target.

    Args:
        data: A `Template`, or a mapping of templates by name.
        matcher: Replaces values, as syrupy's do; a path starts with `Kind/name`.
        exclude: Leaves fields out.
        include: Keeps these fields alone.

    Raises:
        TypeError: It is neither.
        SettingError: A target's name can be no directory's.
    """
    __tracebackhide__ = True

    def objects_of(template: Template) -> Objects:
        objects = list(template)
        cleaned = [masked(each, matcher=matcher, exclude=exclude, include=include) for each in objects]
        return dict(zip(_names([_called(each, matcher) for each in objects]), cleaned, strict=True))

    if isinstance(data, Template):
        return {name: yaml_text(each, where=name) for name, each in objects_of(data).items()}
    templates = {str(name): each for name, each in data.items()} if isinstance(data, Mapping) else {"": data}
    if wrong := [type(each).__name__ for each in templates.values() if not isinstance(each, Template)]:
        raise TypeError(f"manifest_snapshot compares a Template, or Templates by name, got {wrong[0]}")
    return _of_targets({name: objects_of(each) for name, each in templates.items() if isinstance(each, Template)})


def _called(obj: Mapping[str, Any], matcher: object) -> dict[str, Any]:
    """Return what an object is called by: what a matcher hides of its name is no part of its file's name."""
    metadata = map_at(obj, "metadata")
    names = {key: metadata[key] for key in ("name", "namespace", "generateName") if key in metadata}
    hidden = masked({"kind": obj["kind"], "metadata": names}, matcher=matcher)["metadata"]
    shown = {key: HIDDEN.sub(r"\1", str(each)) for key, each in hidden.items()}
    return {"apiVersion": str(obj.get("apiVersion", "")), "kind": obj["kind"], "metadata": shown}


def _names(objects: list[dict[str, Any]]) -> list[str]:
    """Return a name for each object; a number tells equal objects of several charts apart."""
    times: dict[str, int] = {}
    names = []
    for name in file_names(objects):
        times[name] = times.get(name, 0) + 1
        names.append(name if times[name] == 1 else f"{name.removesuffix(_SUFFIX)}.{times[name]}{_SUFFIX}")
    return names


def _of_targets(targets: Mapping[str, Objects]) -> dict[str, str]:
    __tracebackhide__ = True
    files: dict[str, str] = {}
    first: Objects | None = None
    for target, objects in targets.items():
        if not _DIRECTORY.fullmatch(target):
            fix = 'Use letters, digits, "-", "_" and ".", in parts with "/" between them.'
            raise SettingError("manifest_snapshot", "the name of a target is a directory", got=target, fix=fix)
        if first is None:
            first = objects
            changed = objects
        else:
            changed = _differing(first, objects)
        files |= {f"{target}/{name}": yaml_text(each, where=name) for name, each in changed.items()}
    listed = [{"name": target, "objects": len(objects)} for target, objects in targets.items()]
    return {TARGETS: yaml_text({"targets": listed}, where=TARGETS), **files}


def _differing(first: Objects, other: Objects) -> Objects:
    found: Objects = {}
    for name, obj in other.items():
        if name not in first:
            found[name] = obj
        elif not same_data(first[name], obj):
            found[name] = _difference(first[name], obj)
    if missing := [name for name in first if name not in other]:
        found[ABSENT] = {"absent": missing}
    return found


def _difference(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields that are other or new (`differs`), and the paths of those that are gone (`removed`)."""
    differs = _other_fields(old, new)
    removed = _removed_fields(old, new, ())
    return {key: each for key, each in (("differs", differs), ("removed", removed)) if each}


def _other_fields(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in new.items():
        before = old.get(key)
        if isinstance(before, Mapping) and isinstance(value, Mapping):
            if inner := _other_fields(before, value):
                found[key] = inner
        elif key not in old or not same_data(before, value):
            found[key] = value
    return found


def _removed_fields(old: Mapping[str, Any], new: Mapping[str, Any], path: tuple[str, ...]) -> list[str]:
    found: list[str] = []
    for key, value in old.items():
        if key not in new:
            found.append(path_text((*path, key)))
        elif isinstance(value, Mapping) and isinstance(new[key], Mapping):
            found += _removed_fields(value, new[key], (*path, key))
    return found
