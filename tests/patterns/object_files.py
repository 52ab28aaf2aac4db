"""Snapshots on disk: a directory a typical use, a YAML file an object."""

from pathlib import Path

from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode
from syrupy.location import PyTestLocation
from syrupy.types import SnapshotIndex

TEST = "test_every_object_is_as_it_was_reviewed"


class ObjectFiles(SingleFileSnapshotExtension):
    """`__snapshots__/<file of the test>/<its parameter>/<name of the snapshot>.yaml`.

    syrupy wants the name of the test in that of a snapshot, though not in that of its file.
    """

    _write_mode = WriteMode.TEXT
    file_extension = "yaml"

    @classmethod
    def dirname(cls, *, test_location: PyTestLocation) -> str:
        """Return the directory of the test's parameter."""
        parameter = test_location.snapshot_name_parametrized.partition("[")[2].removesuffix("]")
        return str(Path(super().dirname(test_location=test_location)) / parameter)

    @classmethod
    def get_file_basename(cls, *, test_location: PyTestLocation, index: SnapshotIndex) -> str:  # noqa: ARG003
        """Return the name that the test gave."""
        return str(index)

    @classmethod
    def get_snapshot_name(cls, *, test_location: PyTestLocation, index: SnapshotIndex = 0) -> str:  # noqa: ARG003
        """Return the name by which syrupy tells snapshots apart."""
        return f"{TEST}[{index}]"

    @classmethod
    def matches_test_location(cls, *, test_location: PyTestLocation, snapshot_location: str) -> bool:
        """Whether a file is in the directory of the test's parameter."""
        return Path(snapshot_location).parent == Path(cls.dirname(test_location=test_location))
