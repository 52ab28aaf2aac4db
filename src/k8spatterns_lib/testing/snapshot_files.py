"""What a snapshot of manifests says: texts by file, an object each.

Of several targets (templates by name) the first is written whole, and of each other one
only what differs from it: changed objects as merge patches, new ones whole, and the names
of those that it lacks.

Decided here: the files and their names. Decided elsewhere: where they are kept (`manifest_snapshot`).
Source: RFC 7396 (JSON Merge Patch).
"""

from collections.abc import Mapping
from typing import Any, Final

from k8spatterns_lib.manifests.files.file_name import file_names
from k8spatterns_lib.manifests.files.yaml_text import yaml_text
from k8spatterns_lib.testing.masking import masked
from k8spatterns_lib.testing.template import Template

TARGETS: Final = "targets.yaml"
ABSENT: Final = "absent.yaml"

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
    """

    def objects_of(template: Template) -> Objects:
        objects = list(template)
        cleaned = [masked(each, matcher=matcher, exclude=exclude, include=include) for each in objects]
        return dict(zip(_names(objects), cleaned, strict=True))

    if isinstance(data, Template):
        return {name: yaml_text(each, where=name) for name, each in objects_of(data).items()}
    templates = {str(name): each for name, each in data.items()} if isinstance(data, Mapping) else {"": data}
    if wrong := [type(each).__name__ for each in templates.values() if not isinstance(each, Template)]:
        raise TypeError(f"manifest_snapshot compares a Template, or Templates by name, got {wrong[0]}")
    return _of_targets({name: objects_of(each) for name, each in templates.items() if isinstance(each, Template)})


def _names(objects: list[dict[str, Any]]) -> list[str]:
    """Return a name for each object; a number tells equal objects of several charts apart."""
    times: dict[str, int] = {}
    names = []
    for name in file_names(objects):
        times[name] = times.get(name, 0) + 1
        stem = name.removesuffix(".yaml")
        names.append(name if times[name] == 1 else f"{stem}.{times[name]}.yaml")
    return names


def _of_targets(targets: Mapping[str, Objects]) -> dict[str, str]:
    files: dict[str, str] = {}
    first: Objects | None = None
    for target, objects in targets.items():
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
        elif first[name] != obj:
            found[name] = {"differs": _merge_patch(first[name], obj)}
    if missing := [name for name in first if name not in other]:
        found[ABSENT] = {"absent": missing}
    return found


def _merge_patch(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    """Return the merge patch from `old` to `new`; a removed key is written as text, for null is not kept."""
    patch: dict[str, Any] = {key: "(removed)" for key in old if key not in new}
    for key, value in new.items():
        before = old.get(key)
        if isinstance(before, Mapping) and isinstance(value, Mapping):
            if before != value:
                patch[key] = _merge_patch(before, value)
        elif key not in old or before != value:
            patch[key] = value
    return patch
