"""Constructs named after the Kubernetes patterns, one folder per category of the book.

Decided here: what each pattern promises and which objects keep the promise.
Decided elsewhere: how values become dictionaries and files (`manifests`), environments
and regions (`delivery`). No pattern reads files, environment variables or the clock.
"""
