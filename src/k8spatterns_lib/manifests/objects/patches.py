"""Patches that swallow nothing: what a patch removes or replaces has to be there.

Source: RFC 7396 (JSON Merge Patch), RFC 6902 (JSON Patch), RFC 6901 (JSON Pointer).
"""

from collections.abc import Mapping, Sequence
from typing import Any

import jsonpatch

from k8spatterns_lib.errors import SettingError

Data = dict[str, Any]


def merged(target: Mapping[str, Any], patch: Mapping[str, Any], *, where: str, path: str = "") -> Data:
    """Return `target` with the merge patch applied; null removes a key, a list is replaced whole.

    Raises:
        SettingError: A key that the patch removes is not there, or the patch puts a map
            where the object has a single value or a list.
    """
    result = dict(target)
    for key, value in patch.items():
        place = f"{path}/{key}"
        if value is None:
            if key not in result:
                fix = f"Keys there: {', '.join(sorted(result)) or 'none'}."
                raise SettingError(where, f"a patch can not remove {place}", got="no such path", fix=fix)
            del result[key]
        elif isinstance(value, Mapping):
            before = result.get(key, {})
            if not isinstance(before, Mapping):
                fix = "A merge patch replaces a list or a value whole; use a JSON patch for a part."
                raise SettingError(where, f"a patch puts a map at {place}", got=before, fix=fix)
            result[key] = merged(before, value, where=where, path=place)
        else:
            result[key] = value
    return result


def json_patched(target: Mapping[str, Any], operations: Sequence[Mapping[str, Any]], *, where: str) -> Data:
    """Return `target` with RFC 6902 operations applied, all of them or none.

    Raises:
        SettingError: An operation is malformed, or its path does not exist.
    """
    try:
        patched: Data = jsonpatch.apply_patch(target, [dict(each) for each in operations])
    except (jsonpatch.JsonPatchException, jsonpatch.JsonPointerException, TypeError, KeyError) as error:
        fix = f"Check it against the object ({error})."
        raise SettingError(where, "a JSON patch does not fit", got=list(operations), fix=fix) from None
    return patched
