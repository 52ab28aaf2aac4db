"""From values to files: dictionaries as Kubernetes wants them, charts, and the writer.

Decided here: names, labels, namespaces, the Kubernetes versions' features, file names, YAML.
Decided elsewhere: which objects a pattern needs (`patterns`), environments (`delivery`).
"""
