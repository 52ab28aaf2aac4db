"""How one template became another, told field by field.

Decided here: the words. Decided elsewhere: what differs (`manifests.changes.object_changes`).
"""

from k8spatterns_lib.manifests.changes.object_changes import ObjectChange
from k8spatterns_lib.testing.mismatch import difference_lines
from k8spatterns_lib.testing.template import Template


def lines_of_difference(old: Template, new: Template) -> list[str]:
    """Return what is said about each field that differs."""
    return [line for each in new.changes_from(old) for line in _lines_of(each)]


def _lines_of(change: ObjectChange) -> list[str]:
    about = f"{change.kind} {change.name!r}"
    if not change.field:
        return [f"{about} is {'gone' if change.effect == 'removed' else 'new'}"]
    return difference_lines(about, change.field, change.old, change.new)
