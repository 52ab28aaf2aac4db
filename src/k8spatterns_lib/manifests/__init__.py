"""From values to files: dictionaries as Kubernetes wants them, charts, and the writer.

Decided here: names, labels, namespaces, the Kubernetes versions' features, file names, YAML.
Decided elsewhere: which objects a pattern needs (`patterns`), environments (`delivery`).
"""

from k8spatterns_lib.node_on_demand import start_node_on_demand

# Packages of jsii are loaded as they are imported, so this comes before the modules that import one.
start_node_on_demand()
