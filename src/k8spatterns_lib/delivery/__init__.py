"""Environments, regions and targets: where a service runs, and with which parameters.

Decided here: which charts are made for which target, and the tree they are written into.
Decided elsewhere: how a pattern works (`patterns`), what a file says (`manifests`).
"""

from k8spatterns_lib.node_on_demand import start_node_on_demand

# Packages of jsii are loaded as they are imported, so this comes before the modules that import one.
start_node_on_demand()
