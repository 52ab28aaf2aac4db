"""Single Kubernetes objects: their names, labels, order, patches, and the node that holds one.

Decided here: what holds for objects of every kind.
Decided elsewhere: what an object says (`pods`, `network`, `patterns`).
"""
