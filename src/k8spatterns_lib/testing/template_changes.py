"""How one template became another, and what that does to a running cluster.

Decided here: the words. Decided elsewhere: what a change does (`manifests.changes.object_changes`).
"""

from collections.abc import Iterable

from k8spatterns_lib.manifests.changes.object_changes import ObjectChange
from k8spatterns_lib.testing.mismatch import field_line
from k8spatterns_lib.testing.template import Template


def lines_of_difference(old: Template, new: Template) -> list[str]:
    """Return a line for each field that differs."""
    return [line_of(each) for each in new.changes_from(old)]


def line_of(change: ObjectChange) -> str:
    """Return a change on one line."""
    about = f"{change.kind} {change.name!r}"
    if not change.field:
        return f"{about} is {'gone' if change.effect == 'removed' else 'new'}"
    return field_line(about, change.field, repr(change.old), repr(change.new))


def unsafe(found: Iterable[ObjectChange]) -> list[ObjectChange]:
    """Return the changes that can not be made in place."""
    return [each for each in found if each.effect == "re-create"]
