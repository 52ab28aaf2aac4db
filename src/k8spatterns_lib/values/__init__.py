"""Frozen values that settings are made of: exact, equal, hashable, refused at once if wrong.

Decided here: what a setting may be, and its unit.
Decided elsewhere: how it is written in a manifest (`manifests`).
"""
