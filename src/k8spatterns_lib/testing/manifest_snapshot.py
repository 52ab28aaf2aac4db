"""Snapshots of manifests: a directory a test, a YAML file an object, reviewed like code.

`__snapshots__/test_web/test_manifests_are_reviewed/demo-web.deployment.yaml`. Each file is
a snapshot of its own for syrupy; what is wrong is told field by field.

Decided here: how one comparison of a template becomes one of each of its files.
Decided elsewhere: what the files say (`snapshot_files`), how directories are called
(`test_directories`), when files are written (syrupy).
"""

from pathlib import Path
from typing import TYPE_CHECKING, Final

from syrupy.assertion import DiffMode, SnapshotAssertion
from syrupy.data import Snapshot, SnapshotCollection, SnapshotCollections
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

from k8spatterns_lib.testing.snapshot_changes import snapshot_changes
from k8spatterns_lib.testing.snapshot_files import snapshot_files
from k8spatterns_lib.testing.test_directories import (
    belongs_to_a_test_that_did_not_run,
    directories_of_test,
    directory_name,
    named,
    numbered,
)

if TYPE_CHECKING:
    from syrupy.location import PyTestLocation
    from syrupy.types import PropertyFilter, PropertyMatcher, SerializableData, SnapshotIndex

_SUFFIX: Final = ".yaml"


class ManifestSnapshotExtension(SingleFileSnapshotExtension):
    """Keeps each object in a file below a directory of its test.

    The index of a snapshot is its path below the test file's directory: `<test>/<object>.<kind>`.
    """

    _write_mode = WriteMode.TEXT
    file_extension = "yaml"

    def serialize(
        self,
        data: "SerializableData",
        *,
        exclude: "PropertyFilter | None" = None,  # noqa: ARG002 - applied before
        include: "PropertyFilter | None" = None,  # noqa: ARG002
        matcher: "PropertyMatcher | None" = None,  # noqa: ARG002
    ) -> str:
        """Return a file's text, which is written already."""
        return str(data)

    @classmethod
    def get_snapshot_name(cls, *, test_location: "PyTestLocation", index: "SnapshotIndex" = 0) -> str:
        """Return the file's path below the directory of the test's file, without its suffix."""
        return f"{cls.directory_name(test_location)}{index}"

    @classmethod
    def directory_name(cls, test_location: "PyTestLocation") -> str:
        """Return the name of the test's directory."""
        return directory_name(cls._sanitize_filename(test_location.snapshot_name.replace("/", "_")))

    @classmethod
    def matches_test_location(cls, *, test_location: "PyTestLocation", snapshot_location: str) -> bool:
        """Tell whether a file is below a directory of a test."""
        own = Path(cls.dirname(test_location=test_location), cls.directory_name(test_location))
        return any(own in directories_of_test(each) for each in Path(snapshot_location).parents)

    def discover_snapshots(
        self, *, test_location: "PyTestLocation", ignore_extensions: list[str] | None = None
    ) -> SnapshotCollections:
        """Return the files of tests that ran, and of tests that are no more; those of others are in use."""
        found = SnapshotCollections()
        others = [each for each in ignore_extensions or () if each != self.file_extension]
        for each in super().discover_snapshots(test_location=test_location, ignore_extensions=others):
            if not belongs_to_a_test_that_did_not_run(Path(each.location)):
                found.add(each)
        return found

    def owns_snapshot_collection(self, *, filepath: str, test_location: "PyTestLocation") -> bool:
        """Tell whether a file is two or more directories below `__snapshots__`: `<file>/<test>/…`."""
        path = Path(filepath)
        root = Path(self.discovery_dirname(test_location=test_location))
        return path.suffix == _SUFFIX and len(path.relative_to(root).parts) > len(("file", "test"))

    def read_snapshot_collection(self, *, snapshot_location: str) -> SnapshotCollection:
        """Return the one snapshot that a file is."""
        path = Path(snapshot_location)
        root = next(each for each in path.parents if each.parent.name == Path(self.snapshot_dirname).name)
        collection = SnapshotCollection(location=snapshot_location)
        collection.add(Snapshot(name=path.relative_to(root).with_suffix("").as_posix()))
        return collection

    def delete_snapshots(self, *, snapshot_location: str, snapshot_names: set[str]) -> None:
        """Remove a file, and the directories that are empty without it."""
        super().delete_snapshots(snapshot_location=snapshot_location, snapshot_names=snapshot_names)
        remove_empty(Path(snapshot_location).parent)


class ManifestSnapshot(SnapshotAssertion):
    """The fixture: equal to a template whose objects are those in the files of its test."""

    _comparisons: int = 0
    _lines: tuple[str, ...] = ()

    def _assert(self, data: "SerializableData") -> bool:
        __tracebackhide__ = True
        files = snapshot_files(data, matcher=self._matcher, exclude=self._exclude, include=self._include)
        prefix = self._prefix()
        kept = self._kept(prefix)
        gone = [path for path in kept if path not in files]
        wrong: dict[str, str | None] = {}
        for path, text in files.items():
            self(name=f"{prefix}{path.removesuffix(_SUFFIX)}")
            if not super()._assert(text):
                wrong[path] = text
        for path in gone:
            if self.update_snapshots:
                kept[path].unlink()
                remove_empty(kept[path].parent)
            else:
                wrong[path] = None
        old = {path: kept[path].read_text(encoding="utf-8") for path in wrong if path in kept}
        self._lines = tuple(snapshot_changes(old, wrong))
        self._post_assert()  # no file, no comparison of syrupy's: the settings of this one end here all the same
        return not wrong

    def get_assert_diff(self, *, diff_mode: DiffMode = DiffMode.DETAILED) -> list[str]:
        """Return what differs, a line a field."""
        return list(self._lines) if diff_mode == DiffMode.DETAILED else []

    def _prefix(self) -> str:
        """Return what stands between the test's name and a file: a number from the second comparison on."""
        number, self._comparisons = self._comparisons, self._comparisons + 1
        if self._custom_index:
            return f"{named(str(self._custom_index))}/"
        return f"{numbered(number)}/" if number else "/"

    def _kept(self, prefix: str) -> dict[str, Path]:
        """Return the files that are there by their paths below the directory."""
        location = self.test_location
        name = f"{ManifestSnapshotExtension.directory_name(location)}{prefix}"
        root = Path(ManifestSnapshotExtension.dirname(test_location=location), name)
        return {each.relative_to(root).as_posix(): each for each in sorted(root.rglob(f"*{_SUFFIX}"))}


def remove_empty(directory: Path) -> None:
    """Remove a directory and those above it while they are empty."""
    while directory.is_dir() and not any(directory.iterdir()):
        directory.rmdir()
        directory = directory.parent


def manifest_snapshot_of(snapshot: SnapshotAssertion) -> ManifestSnapshot:
    """Return the fixture for manifests with the options of syrupy's own."""
    return ManifestSnapshot(
        session=snapshot.session,
        extension_class=ManifestSnapshotExtension,
        test_location=snapshot.test_location,
        update_snapshots=snapshot.update_snapshots,
        update_new_snapshots_only=snapshot.update_new_snapshots_only,
    )
