"""Objects to files and back: YAML that every reader takes for the same data, and trees that change in one step.

Decided here: bytes, file names and how a tree is replaced.
Decided elsewhere: what objects say.
"""
