"""Sets modes and owners of files; runs in a step before the main container.

Usage: mode_setter.py PATH [--mode OCTAL] [--owner NUMBER] [--group NUMBER] [--contents]

With --contents PATH itself stays as it is, and `lost+found` in it, which belongs to the file system. What is
right already is left alone. Links are not followed, so that nothing outside of PATH can be meant: each file is
held by a descriptor while it is looked at and changed.
"""

import argparse
import os
import signal
import stat
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

READ, SPECIAL = 0o444, 0o7000


@contextmanager
def held(path: str, folder: int | None = None) -> Generator[int]:
    """Hold a file, or a link itself, without opening it."""
    descriptor = os.open(path, os.O_PATH | os.O_NOFOLLOW, dir_fd=folder)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


class Rights:
    """What files shall have; None leaves that as it is."""

    def __init__(self, mode: int | None, owner: int | None, group: int | None) -> None:
        self.mode = mode
        self.owner = owner
        self.group = group
        self.changed = 0

    def give(self, descriptor: int) -> bool:
        """Give one file its rights, and return whether it is a directory."""
        now = os.fstat(descriptor)
        if stat.S_ISLNK(now.st_mode):
            return False
        file = f"/proc/self/fd/{descriptor}"
        owner = now.st_uid if self.owner is None else self.owner
        group = now.st_gid if self.group is None else self.group
        mode = self.mode_of(now)
        if (owner, group) != (now.st_uid, now.st_gid):
            os.chown(file, owner, group)
        if mode != stat.S_IMODE(now.st_mode):
            os.chmod(file, mode)  # noqa: PTH101 - as the call before
        self.changed += (owner, group, mode) != (now.st_uid, now.st_gid, stat.S_IMODE(now.st_mode))
        return stat.S_ISDIR(now.st_mode)

    def mode_of(self, now: os.stat_result) -> int:
        """Return the mode that a file shall have; who can read a directory can enter it."""
        old = stat.S_IMODE(now.st_mode)
        if self.mode is None:
            return old
        if stat.S_ISDIR(now.st_mode):
            return self.mode | (self.mode & READ) >> 2 | (old & SPECIAL)
        return self.mode

    def give_below(self, descriptor: int, place: Path, spared: str | None = None) -> None:
        """Give all files in a directory but one their rights, from the top down."""
        for name in sorted(os.listdir(f"/proc/self/fd/{descriptor}")):  # noqa: PTH208 - of what is held
            if name != spared:
                self.give_at(place / name, name, descriptor)

    def give_at(self, place: Path, name: str, folder: int | None = None) -> None:
        """Give a file, and all that is in it, their rights.

        Raises:
            SystemExit: That is not allowed, or there is no such file.
        """
        owner = "nobody"
        try:
            with held(name, folder) as descriptor:
                owner = f"user {os.fstat(descriptor).st_uid}"
                if self.give(descriptor):
                    self.give_below(descriptor, place)
        except OSError as error:
            sys.exit(f"{place} of {owner} can not be changed by user {os.geteuid()}: {error.strerror}")


def main() -> None:
    """Do what the command line says."""
    parser = argparse.ArgumentParser(allow_abbrev=False)
    parser.add_argument("path", type=Path)
    parser.add_argument("--mode", type=lambda text: int(text, 8))
    parser.add_argument("--owner", type=int)
    parser.add_argument("--group", type=int)
    parser.add_argument("--contents", action="store_true")
    given = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    rights = Rights(given.mode, given.owner, given.group)
    if given.contents:
        with held(str(given.path)) as descriptor:
            rights.give_below(descriptor, given.path, spared="lost+found")
    else:
        rights.give_at(given.path, str(given.path))
    sys.stdout.write(f"changed {rights.changed} under {given.path}\n")


if __name__ == "__main__":
    main()
