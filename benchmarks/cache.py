"""Where peers are built: a folder of the user's cache directory, named by what is built in it.

Source: XDG Base Directory Specification, `XDG_CACHE_HOME`.
"""

import os
import shutil
from collections.abc import Callable
from pathlib import Path


def built(name: str, build: Callable[[Path], None]) -> Path:
    """Return the folder `name` of the cache; `build` fills it on the first call.

    A build that failed leaves nothing behind.
    """
    folder = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "k8spatterns-lib" / "benchmarks" / name
    done = folder / ".built"
    if not done.exists():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        build(folder)
        done.touch()
    return folder
