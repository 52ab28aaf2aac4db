"""Which directories of snapshots belong to tests that did not run this time.

syrupy calls a snapshot unused that no comparison of the session used. That of a test which
was skipped or deselected, or whose file was not collected, is in use all the same.
"""

from pathlib import Path
from typing import Final

_RAN: Final[set[Path]] = set()
_COLLECTED: Final[set[Path]] = set()


def collected(directory: Path) -> None:
    """Note that a test with this directory is there."""
    _COLLECTED.add(directory)


def ran(directory: Path) -> None:
    """Note that a test with this directory ran to its end."""
    _RAN.add(directory)


def belongs_to_a_test_that_did_not_run(path: Path) -> bool:
    """Tell whether a file is below the directory of a test that is there but did not run."""
    tests = [each for each in (path, *path.parents) if each in _COLLECTED]
    return any(each not in _RAN for each in tests)
