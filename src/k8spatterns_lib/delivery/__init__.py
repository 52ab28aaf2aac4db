"""Environments, regions and targets: where a service runs, and with which parameters.

Decided here: which charts are made for which target, and the tree they are written into.
Decided elsewhere: how a pattern works (`patterns`), what a file says (`manifests`).
"""
