"""Everything that this library raises, as one tree.

    PatternError
    +-- SettingError (also a ValueError)   a setting has a value that would make a manifest wrong
    |   +-- VersionError                   a feature is newer than the target's Kubernetes
    +-- ManifestError                      objects contradict each other, or are no data
    +-- DeliveryError                      environments, regions, versions, files on disk

Each message is one line that answers, in this order: where, what, what came, what to do.
"""

from typing import Final, Self


class _Missing:
    def __repr__(self) -> str:
        return "nothing"


MISSING: Final = _Missing()
"""Nothing came that could be shown."""


class PatternError(Exception):
    """The root of all errors of this library.

    Args:
        where: The construct path, value or file that is wrong.
        what: The rule that is broken.
        got: What came instead; left out of the message if it is not given.
        fix: What to do about it.
    """

    def __init__(self, where: str, what: str, *, got: object = MISSING, fix: str) -> None:
        self.where = where
        self.what = what
        self.got = got
        self.fix = fix
        came = "" if got is MISSING else f", got {got!r}"
        super().__init__(" ".join(f"{where}: {what}{came}. {fix}".split()))


class SettingError(PatternError, ValueError):  # pyright: ignore[reportUnsafeMultipleInheritance] - __init__ of the first
    """A setting has a value that would make a manifest wrong."""


class VersionError(SettingError):
    """A feature is newer than the Kubernetes version of its target."""


class ManifestError(PatternError):
    """Objects of a chart contradict each other, or are no data."""

    @classmethod
    def of(cls, findings: "list[ManifestError]") -> Self:
        """Return one error for several findings: the first in full, the others in short."""
        first, *others = findings
        fix = first.fix
        if others:
            fix += f" (and {len(others)} more: {'; '.join(f'{each.where}: {each.what}' for each in others)})"
        return cls(first.where, first.what, got=first.got, fix=fix)


class DeliveryError(PatternError):
    """Environments, regions, versions or files on disk break a rule."""
