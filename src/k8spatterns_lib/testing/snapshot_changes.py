"""How files of a snapshot differ, told field by field."""

from collections.abc import Iterator, Mapping
from typing import Any

from k8spatterns_lib.errors import MISSING, ManifestError
from k8spatterns_lib.manifests.changes.field_changes import field_changes
from k8spatterns_lib.manifests.finding import title_of
from k8spatterns_lib.testing.mismatch import difference_lines
from k8spatterns_lib.testing.reading import data_in_text


def snapshot_changes(kept: Mapping[str, str], received: Mapping[str, str | None]) -> Iterator[str]:
    """Yield what is said about each field that differs.

    Args:
        kept: The texts of the snapshot, by file.
        received: The texts that came, by file; None for an object that did not come.
    """
    for path, text in received.items():
        if text is None:
            yield f"{_called(_data(kept[path]), path)} is gone"
        elif path not in kept:
            yield f"{_called(_data(text), path)} is not in the snapshot; pytest --snapshot-update writes it"
        else:
            yield from _of_file(_data(kept[path]), _data(text), path)


def _of_file(old: Any, new: Any, path: str) -> Iterator[str]:  # noqa: ANN401 - any data
    changes = list(field_changes(old, new))
    for each in changes:
        yield from difference_lines(_called(new, path), each.text, each.old, each.new)
    if not changes:
        yield f"{_called(new, path)}: the same data in another form or order"


def _data(text: str) -> Any:  # noqa: ANN401 - any data
    try:
        return data_in_text(text)
    except ManifestError:
        return MISSING


def _called(data: Any, path: str) -> str:  # noqa: ANN401 - any data
    return title_of(data) if isinstance(data, Mapping) and "kind" in data else path
