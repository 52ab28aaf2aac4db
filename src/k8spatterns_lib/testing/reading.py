"""Manifests read from text, as kubectl reads them (YAML 1.1)."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import yaml

from k8spatterns_lib.errors import ManifestError

LOADER: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The C one is ten times as fast where it is there."""

_KUSTOMIZATION: Final = "Kustomization"


def objects_in_text(text: str | bytes, *, where: str) -> Iterator[dict[str, Any]]:
    """Yield the objects of YAML documents; empty documents are passed over.

    Raises:
        ManifestError: It is no YAML, or a document is no Kubernetes object.
    """
    try:
        documents = list(yaml.load_all(text, Loader=LOADER))
    except yaml.YAMLError as error:
        raise ManifestError(where, "it is no YAML", got=str(error), fix="Mend it.") from None
    for each in documents:
        if each is None:
            continue
        if not isinstance(each, Mapping) or not isinstance(each.get("kind"), str) or "apiVersion" not in each:
            raise ManifestError(where, "a document is no object", got=each, fix="It needs apiVersion and kind.")
        yield dict(each)


def objects_in_directory(directory: Path) -> Iterator[dict[str, Any]]:
    """Yield the objects of all `*.yaml` and `*.yml` files below a directory, but no Kustomization.

    Raises:
        ManifestError: There is no such directory, or a file holds no objects.
    """
    if not directory.is_dir():
        raise ManifestError(str(directory), "there is no such directory", fix="Synthesize first.")
    for path in sorted(each for each in directory.rglob("*") if each.suffix in {".yaml", ".yml"}):
        for each in objects_in_text(path.read_bytes(), where=str(path)):
            if each["kind"] != _KUSTOMIZATION:
                yield each


def plain(value: Any) -> Any:  # noqa: ANN401 - any data
    """Return data as it will be read back: nulls in maps dropped, tuples as lists, whole floats as integers."""
    if isinstance(value, Mapping):
        return {key: plain(each) for key, each in value.items() if each is not None}
    if isinstance(value, (list, tuple)):
        return [plain(each) for each in value]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value
