"""Whether a peer wrote what the model says: a fast peer that writes something else proves nothing."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal

import yaml

from benchmarks.model import Chart, Manifest, manifests

_NOT_OBJECTS = frozenset({"kustomization.yaml"})


class WrongTreeError(Exception):
    """A peer wrote something else than the model says."""


def check_tree(outdir: Path, charts: list[Chart], *, writes: Literal["the model", "more"]) -> int:
    """Return how many objects are in `outdir`, one a file.

    Args:
        outdir: Where the peer wrote.
        charts: The input that it was given.
        writes: "more" allows further fields and objects.

    Raises:
        WrongTreeError: An object is missing, differs or, unless "more", should not be there.
    """
    wanted = dict(_keyed(each for chart in charts for each in manifests(chart)))
    found = dict(_keyed(_written(outdir)))
    for key, manifest in wanted.items():
        if key not in found:
            raise WrongTreeError(f"{key} is missing")
        same = _holds(found[key], manifest) if writes == "more" else found[key] == manifest
        if not same:
            raise WrongTreeError(f"{key} differs: {found[key]}")
    if writes == "the model" and len(found) != len(wanted):
        raise WrongTreeError(f"there are others: {sorted(found.keys() - wanted.keys())[:3]}")
    return len(found)


def _written(outdir: Path) -> Iterator[Manifest]:
    for path in sorted(outdir.rglob("*.yaml")):
        if path.name not in _NOT_OBJECTS:
            with path.open(encoding="utf-8") as file:
                documents = list(yaml.load_all(file, Loader=yaml.CSafeLoader))
            if len(documents) != 1:
                raise WrongTreeError(f"{path.name} holds {len(documents)} objects")
            yield documents[0]


def _keyed(objects: Iterator[Manifest]) -> Iterator[tuple[tuple[str, str], Manifest]]:
    seen: set[tuple[str, str]] = set()
    for each in objects:
        key = (each["kind"], each["metadata"]["name"])
        if key in seen:
            raise WrongTreeError(f"{key} is there twice")
        seen.add(key)
        yield key, each


def _holds(found: Any, wanted: Any) -> bool:  # noqa: ANN401 - plain data
    """Return whether `found` has all that `wanted` has; maps may have further keys."""
    if isinstance(wanted, Mapping):
        return isinstance(found, Mapping) and all(
            key in found and _holds(found[key], each) for key, each in wanted.items()
        )
    if isinstance(wanted, list):
        return (
            isinstance(found, list)
            and len(found) == len(wanted)
            and all(_holds(one, each) for one, each in zip(found, wanted, strict=True))
        )
    return bool(found == wanted)
