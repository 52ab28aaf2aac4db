"""All peers, in the order of the table."""

import importlib.util
import sys
from collections.abc import Callable
from typing import Final

from benchmarks import helm, typescript
from benchmarks.node import node
from benchmarks.peer import Command, LeftOutError, Peer


def _python(module: str, *options: str, needs: str | None = None) -> Callable[[], Command]:
    """Return how a Python program is prepared; `needs` is a package that it imports, or "Node"."""

    def prepare() -> Command:
        if needs is not None and importlib.util.find_spec(needs) is None:
            raise LeftOutError(f"there is no {needs}: install requirements/dev.txt")
        node()
        return lambda source, outdir: (
            sys.executable,
            "-m",
            f"benchmarks.peers.{module}",
            str(source),
            str(outdir),
            *options,
        )

    return prepare


LINE_UP: Final = (
    Peer(name="library", title="this library", prepare=_python("library", "lean")),
    Peer(name="full", title="this library, full", prepare=_python("library"), writes="more"),
    Peer(
        name="assertions",
        title="this library, 5,000 asserts",
        prepare=_python("assertions"),
        only_at=1000,
    ),
    Peer(name="typescript", title="TypeScript cdk8s", prepare=typescript.prepare),
    Peer(name="helm", title=f"helm {helm.VERSION}", prepare=helm.prepare),
    Peer(
        name="typed",
        title="Python cdk8s, typed",
        prepare=_python("python_typed", needs="cdk8s_plus_33"),
        at_most=2000,
    ),
    Peer(name="api-object", title="Python cdk8s, ApiObject", prepare=_python("python_api_object")),
    Peer(name="ryaml", title="floor: ryaml", prepare=_python("ryaml_floor")),
    Peer(name="pyyaml", title="floor: PyYAML", prepare=_python("pyyaml_floor")),
)
