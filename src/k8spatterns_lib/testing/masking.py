"""Values in snapshots that a test does not want to pin: images, digests, hashes.

`masked` follows the contract of syrupy's matchers and filters, so that both kinds, and
those of users, work on manifests.

Source: syrupy README, "matcher", "exclude", "include".
"""

import re
from collections.abc import Mapping
from typing import Any, Final, Protocol, cast

from k8spatterns_lib.manifests.objects.plain_data import map_at

PropertyPath = tuple[tuple[Any, type], ...]
"""Keys and indexes, each with the type of what is there."""


class Masks(Protocol):
    """What syrupy calls a matcher."""

    def __call__(self, *, data: Any, path: PropertyPath) -> Any:  # noqa: ANN401 - any data
        """Return what is written in place of `data`."""
        ...


class Chooses(Protocol):
    """What syrupy calls a filter."""

    def __call__(self, *, prop: Any, path: PropertyPath) -> bool:  # noqa: ANN401 - a key
        """Tell whether the field is meant."""
        ...


_DIGEST: Final = re.compile(r"sha(?:256:[0-9a-f]{64}|512:[0-9a-f]{128})")
_HASH: Final = re.compile(r"\b[0-9a-f]{10}\b")
_HASHED: Final = "k8spatterns.io/config-hash"
HIDDEN: Final = re.compile(r"\((image|digest|hash)\)")
"""What stands where something was hidden."""


def mask(*, images: bool = False, digests: bool = False, hashes: bool = False) -> Any:  # noqa: ANN401 - syrupy's own type for matchers does not say that they are called by name
    """Return a matcher that hides what changes without being meant: `snapshot(matcher=mask(images=True))`.

    Args:
        images: Hide whole image references.
        digests: Hide `sha256:…` and its like wherever they stand.
        hashes: Hide content hashes: annotations of pods, and the ends of hashed names.
    """

    def matcher(*, data: Any, path: PropertyPath) -> Any:  # noqa: ANN401 - any data
        if not isinstance(data, str):
            return data
        key = path[-1][0] if path else ""
        if images and key == "image":
            return "(image)"
        if digests:
            data = _DIGEST.sub("(digest)", data)
        if hashes and (key == _HASHED or key in {"name", "secretName"}):
            data = _HASH.sub("(hash)", data)
        return data

    return matcher


def masked(
    obj: Mapping[str, Any],
    *,
    matcher: object = None,
    exclude: object = None,
    include: object = None,
) -> dict[str, Any]:
    """Return an object as matchers and filters leave it; keys stay in their order."""
    name = map_at(obj, "metadata").get("name", "")
    root: PropertyPath = ((f"{obj['kind']}/{name}", dict),)
    mask_it = cast("Masks | None", matcher)
    left_out, kept = cast("Chooses | None", exclude), cast("Chooses | None", include)

    def walk(value: Any, path: PropertyPath) -> Any:  # noqa: ANN401 - any data
        if mask_it is not None:
            value = mask_it(data=value, path=path)
        if isinstance(value, Mapping):
            return {
                key: walk(each, (*path, (key, type(each))))
                for key, each in value.items()
                if not (left_out and left_out(prop=key, path=path)) and (not kept or kept(prop=key, path=path))
            }
        if isinstance(value, list):
            return [walk(each, (*path, (index, type(each)))) for index, each in enumerate(value)]
        return value if isinstance(value, (str, int, float)) or value is None else repr(value)

    found: dict[str, Any] = walk(dict(obj), root)
    return found
