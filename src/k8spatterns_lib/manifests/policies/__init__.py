"""What the library demands of every object by itself, whoever made it.

Each policy works on plain data and gives findings; `exceptions` says which of them the object
itself gives a reason for.
"""
