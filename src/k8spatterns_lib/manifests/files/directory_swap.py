"""Two directories change places in one step, so that no moment shows half of either.

Source: renameat2(2), `RENAME_EXCHANGE` (Linux 3.15); renamex_np(2), `RENAME_SWAP` (macOS 10.12).
"""

import ctypes
import errno
import os
import shutil
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from k8spatterns_lib.errors import DeliveryError

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2
_RENAME_SWAP = 2
_STAGED_PARTS = 3
_NO_EXCHANGE = {errno.EINVAL, errno.ENOSYS, errno.ENOTSUP}


@contextmanager
def staging_beside(place: Path) -> Generator[Path]:
    """Give a new directory beside `place`; what is in it at the end is thrown away."""
    staged = place.parent / f".{place.name}.{os.getpid()}.staged"
    staged.mkdir()
    try:
        yield staged
    finally:
        shutil.rmtree(staged, ignore_errors=True)


def swap_in(staged: Path, place: Path) -> None:
    """Put `staged` at `place`; what was there is at `staged` afterwards.

    Raises:
        DeliveryError: The file system can not exchange two directories.
        OSError: The directory can not be renamed.
    """
    if not place.exists():
        staged.rename(place)
        return
    code = _exchange(os.fsencode(staged), os.fsencode(place))
    if code in _NO_EXCHANGE:
        fix = "Write to a local file system, or remove the directory first."
        raise DeliveryError(str(place), "the file system can not exchange directories", got=os.strerror(code), fix=fix)
    if code:
        raise OSError(code, os.strerror(code), os.fspath(place))


def _exchange(one: bytes, other: bytes) -> int:
    """Exchange two directories; return 0 or the error's number."""
    library = ctypes.CDLL(None, use_errno=True)
    if sys.platform == "darwin":
        failed = library.renamex_np(one, other, _RENAME_SWAP)
    elif hasattr(library, "renameat2"):
        failed = library.renameat2(_AT_FDCWD, one, _AT_FDCWD, other, _RENAME_EXCHANGE)
    else:
        return errno.ENOSYS
    return ctypes.get_errno() if failed else 0


def clear_if_left(directory: Path) -> bool:
    """Return whether `directory` is staged by a write, and remove it if its process is gone."""
    parts = directory.name.rsplit(".", 2)
    if len(parts) != _STAGED_PARTS or not parts[0].startswith(".") or parts[2] != "staged" or not parts[1].isdigit():
        return False
    if not _runs(int(parts[1])):
        shutil.rmtree(directory, ignore_errors=True)
    return True


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
