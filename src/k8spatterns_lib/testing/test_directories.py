"""How the directories of a test's snapshots are called, and which belong to tests that did not run this time.

A test has one directory for each of its comparisons: `test_it`, then `test_it.1` for the second,
`test_it[some name]` for one with a name. syrupy calls a snapshot unused that no comparison of
the session used; that of a test which was skipped or deselected, or whose file was not
collected, is in use all the same.
"""

import re
from hashlib import sha256
from pathlib import Path
from typing import Final

_LONGEST: Final = 180
"""File systems end at 255 bytes, and a name comes behind; a letter can take four of them."""
_NO_PART_OF_A_NAME: Final = re.compile(r"[^\w.\- ]")
_COMPARISON: Final = re.compile(r"(.+?)(?:\.[0-9]+|\[[^\[\]]*\])")

_RAN: Final[set[Path]] = set()
_COLLECTED: Final[set[Path]] = set()


def directory_name(test: str) -> str:
    """Return the name of a test's directory: that of the test, or its start and a hash if it is too long."""
    if len(test.encode()) <= _LONGEST:
        return test
    start = test.encode()[: _LONGEST - 11].decode(errors="ignore")
    return f"{start}-{sha256(test.encode()).hexdigest()[:10]}"


def numbered(number: int) -> str:
    """Return the end of the directory of a comparison without a name; the first has none."""
    return f".{number}"


def named(name: str) -> str:
    """Return the end of the directory of a comparison with a name."""
    return f"[{_NO_PART_OF_A_NAME.sub('_', name)}]"


def directories_of_test(directory: Path) -> set[Path]:
    """Return the directories of the first comparisons of those tests that a directory can belong to."""
    found = _COMPARISON.fullmatch(directory.name)
    return {directory, directory.with_name(found[1])} if found else {directory}


def collected(directory: Path) -> None:
    """Note that a test with this directory is there."""
    _COLLECTED.add(directory)


def ran(directory: Path) -> None:
    """Note that a test with this directory ran to its end."""
    _RAN.add(directory)


def belongs_to_a_test_that_did_not_run(path: Path) -> bool:
    """Tell whether a file is below a directory of a test that is there but did not run."""
    tests = {test for each in (path, *path.parents) for test in directories_of_test(each)} & _COLLECTED
    return not tests <= _RAN
