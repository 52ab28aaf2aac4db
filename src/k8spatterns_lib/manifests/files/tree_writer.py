"""Writes a tree of files so that a reader, or a kill, finds the old tree or the new one.

Files whose bytes did not change are not written. All others are staged beside the
tree, and the smallest directory that holds every change changes places with its new self in
one step of the file system.

Decided here: which files are ours to remove, and how the tree changes places.
Decided elsewhere: what the files say (`chart_directory`).
"""

import os
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

import attrs

from k8spatterns_lib.errors import DeliveryError
from k8spatterns_lib.manifests.files.chart_directory import KUSTOMIZATION, WRITTEN_BY
from k8spatterns_lib.manifests.files.directory_swap import clear_if_left, staging_beside, swap_in

_HEADER = WRITTEN_BY.encode()
# `dist` also holds trees of other writes: head, frozen versions, and what points at them.
_OTHER_TREES = re.compile(r"head|deploy|v[0-9]+")


@attrs.frozen(kw_only=True)
class Changes:
    """What a write did, by paths relative to the output directory, sorted."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    unchanged: int = 0

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed)


def write_tree(outdir: Path, files: Mapping[str, bytes], *, within: Iterable[str] = ("",)) -> Changes:
    """Make `outdir` hold `files`, and of what was written before nothing else.

    Only files that an earlier write listed in a `kustomization.yaml` of its own are
    removed; a person's files stay.

    Args:
        outdir: The directory; made if it is not there.
        files: Contents by relative path.
        within: Where files may be removed, as relative directories. Default: everywhere but
            in `head`, `deploy` and versions (`v1`), which are trees of their own.

    Raises:
        DeliveryError: The directory can not be written to.
    """
    outdir = Path(os.path.realpath(outdir))
    try:
        for left in outdir.parent.glob(f".{outdir.name}.*.staged"):
            clear_if_left(left)
        before = _listing(outdir)
        tops = {path.partition("/")[0] for path in files}
        changes = _compare(outdir, before, files, _owned(outdir, before, tuple(within), tops))
        if changes:
            _apply(outdir, before, files, changes)
    except OSError as error:
        where = str(error.filename or outdir)
        fix = "Choose another output directory, or make this one writable."
        raise DeliveryError(where, "the output directory can not be written", got=error.strerror, fix=fix) from None
    return changes


def _listing(outdir: Path) -> set[str]:
    """Return the relative paths of all files below `outdir`."""
    found: set[str] = set()
    waiting = [("", os.fspath(outdir))] if outdir.is_dir() else []
    while waiting:
        prefix, directory = waiting.pop()
        with os.scandir(directory) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    waiting.append((f"{prefix}{entry.name}/", entry.path))
                else:
                    found.add(prefix + entry.name)
    return found


def _owned(outdir: Path, before: set[str], within: tuple[str, ...], tops: set[str]) -> set[str]:
    """Return the files that an earlier write listed as its own; `tops` are the directories of this one."""
    owned: set[str] = set()
    for path in before:
        directory, _, name = path.rpartition("/")
        top = path.partition("/")[0]
        if _OTHER_TREES.fullmatch(top) and top not in tops:
            continue
        if name != KUSTOMIZATION or not any(_is_below(directory, root) for root in within):
            continue
        content = (outdir / path).read_bytes()
        if content.startswith(_HEADER):
            prefix = f"{directory}/" if directory else ""
            lines = (line for line in content.decode().splitlines() if line.startswith("- "))
            owned.update(prefix + line[2:] for line in lines)
            owned.add(path)
    return owned & before


def _is_below(directory: str, root: str) -> bool:
    return not root or directory == root or directory.startswith(f"{root}/")


def _compare(outdir: Path, before: set[str], files: Mapping[str, bytes], owned: set[str]) -> Changes:
    changed: list[str] = []
    both = before & files.keys()
    base = f"{outdir}/"
    for path in both:
        content = files[path]
        with open(base + path, "rb", buffering=0) as file:  # noqa: PTH123 - a thousand files, Path costs more than the read
            if file.read() != content:
                changed.append(path)
    return Changes(
        added=tuple(sorted(files.keys() - before)),
        changed=tuple(sorted(changed)),
        removed=tuple(sorted(owned - files.keys())),
        unchanged=len(both) - len(changed),
    )


def _apply(outdir: Path, before: set[str], files: Mapping[str, bytes], changes: Changes) -> None:
    touched = {*changes.added, *changes.changed, *changes.removed}
    anchor = _anchor(touched)
    place = outdir / anchor if anchor else outdir
    prefix = f"{anchor}/" if anchor else ""
    if Path.cwd().is_relative_to(place):
        fix = "Run from elsewhere, or write to another directory: it is replaced as a whole."
        raise DeliveryError(str(place), "the output directory must not hold the current one", fix=fix)
    written = {*changes.added, *changes.changed}
    kept = {path for path in before if path.startswith(prefix)} - touched
    place.parent.mkdir(parents=True, exist_ok=True)
    # Beside the whole tree, not in it: what a kill leaves must not be read as a part of it.
    with staging_beside(outdir) as staged:
        renewed = staged / anchor if anchor else staged
        renewed.mkdir(parents=True, exist_ok=True)
        base = f"{renewed}/"
        for directory in sorted({path[len(prefix) :].rpartition("/")[0] for path in written | kept}):
            os.makedirs(base + directory, exist_ok=True)  # noqa: PTH103 - as above
        for path in kept:
            os.link(f"{outdir}/{path}", base + path[len(prefix) :], follow_symlinks=False)
        for path in written:
            with open(base + path[len(prefix) :], "wb", buffering=0) as file:  # noqa: PTH123 - as above
                file.write(files[path])
        swap_in(renewed, place)
    _remove_empty(outdir, changes.removed)


def _anchor(paths: Iterable[str]) -> str:
    """Return the deepest directory that holds all `paths`; "" for the top."""
    directories = [path.rpartition("/")[0] for path in paths]
    return os.path.commonpath(directories) if all(directories) else ""


def _remove_empty(outdir: Path, removed: Iterable[str]) -> None:
    for directory in sorted({path.rpartition("/")[0] for path in removed}, reverse=True):
        place = outdir / directory
        while place != outdir and place.is_dir() and not any(place.iterdir()):
            place.rmdir()
            place = place.parent
