"""Constructs named after the Kubernetes patterns, one folder per category of the book.

Decided here: what each pattern promises and which objects keep the promise.
Decided elsewhere: how values become dictionaries and files (`manifests`), environments
and regions (`delivery`). No pattern reads files, environment variables or the clock.
"""

from k8spatterns_lib.node_on_demand import start_node_on_demand

# Packages of jsii are loaded as they are imported, so this comes before the modules that import one.
start_node_on_demand()
