"""Pods and what runs them, as Kubernetes writes them: pure functions from values to plain data.

Decided here: fields, their order, and what the target's version must know.
Decided elsewhere: which containers share a pod (`patterns`), names and labels of objects (`objects`).
"""
