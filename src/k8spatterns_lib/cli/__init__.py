"""The `k8spatterns` command: thin; it asks `delivery` and `manifests` and prints.

Exit status: 0 fine, 1 the rules are broken, 2 wrong use.
"""

from k8spatterns_lib.cli.command import main

__all__ = ["main"]
