"""Manifests read from text, as kubectl reads them.

Decided here: what counts as an object. Decided elsewhere: how YAML is read (`manifests.files.yaml_reader`).
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from k8spatterns_lib.errors import ManifestError
from k8spatterns_lib.manifests.files.yaml_reader import read_documents
from k8spatterns_lib.manifests.objects.plain_data import items_of

YAML_SUFFIXES: Final = frozenset({".yaml", ".yml"})
_KUSTOMIZATION: Final = "Kustomization"


def objects_in_text(text: str | bytes, *, where: str) -> Iterator[dict[str, Any]]:
    """Yield the objects of YAML documents, those of a `List` one by one; empty documents are passed over.

    Raises:
        ManifestError: It is no YAML, or a document is no Kubernetes object.
    """
    for document in read_documents(text, where=where):
        if document.data is None:
            continue
        items = items_of(document.data) if isinstance(document.data, Mapping) else None
        for each in [document.data] if items is None else items:
            if not isinstance(each, Mapping) or not isinstance(each.get("kind"), str) or "apiVersion" not in each:
                place = f"{where}:{document.line}"
                raise ManifestError(place, "a document is no object", got=each, fix="It needs apiVersion and kind.")
            yield dict(each)


def objects_in_directory(directory: Path) -> Iterator[dict[str, Any]]:
    """Yield the objects of all `*.yaml` and `*.yml` files below a directory, but no Kustomization.

    Raises:
        ManifestError: There is no such directory, or a file holds no objects.
    """
    if not directory.is_dir():
        fix = "Template.from_yaml reads a file's text." if directory.is_file() else "Synthesize first."
        raise ManifestError(str(directory), "there is no such directory", fix=fix)
    for path in sorted(each for each in directory.rglob("*") if each.suffix in YAML_SUFFIXES):
        for each in objects_in_text(path.read_bytes(), where=str(path)):
            if each["kind"] != _KUSTOMIZATION:
                yield each


def data_in_text(text: str) -> Any:  # noqa: ANN401 - any data
    """Return what one YAML document says; None for an empty text.

    Raises:
        ManifestError: It is no YAML, or more than one document.
    """
    documents = read_documents(text, where="text")
    if len(documents) > 1:
        raise ManifestError("text", "one document is wanted", got=len(documents), fix="Leave the others out.")
    return documents[0].data if documents else None


def plain(value: Any) -> Any:  # noqa: ANN401 - any data
    """Return data as it will be read back: nulls in maps dropped, tuples as lists, whole floats as integers."""
    if isinstance(value, Mapping):
        return {key: plain(each) for key, each in value.items() if each is not None}
    if isinstance(value, (list, tuple)):
        return [plain(each) for each in value]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value
