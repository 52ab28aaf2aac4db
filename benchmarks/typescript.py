"""cdk8s in TypeScript, compiled before it is timed."""

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

from benchmarks.cache import built
from benchmarks.node import node
from benchmarks.peer import Command, LeftOutError

_SOURCES: Final = Path(__file__).parent / "typescript"
_FILES: Final = (".npmrc", "main.ts", "package-lock.json", "package.json", "tsconfig.json")


def prepare() -> Command:
    """Install cdk8s, compile the program, and return its command.

    Raises:
        LeftOutError: There is no Node, or the installation failed.
    """
    content = b"".join((_SOURCES / name).read_bytes() for name in _FILES)
    folder = built(f"typescript-{hashlib.sha256(content).hexdigest()[:12]}", _build)
    program = str(folder / "compiled" / "main.js")
    return lambda source, outdir: (node(), program, str(source), str(outdir))


def _build(folder: Path) -> None:
    for name in _FILES:
        shutil.copy(_SOURCES / name, folder)
    npm = Path(sys.executable).parent / "npm"
    if not npm.exists():
        raise LeftOutError("there is no npm: install the extra `node`")
    _run(folder, str(npm), "ci", "--ignore-scripts")
    _run(folder, node(), "node_modules/typescript/bin/tsc")


def _run(folder: Path, *command: str) -> None:
    run = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if run.returncode:
        raise LeftOutError(f"its build failed: {' '.join((run.stderr or run.stdout).split())[-200:]}")
