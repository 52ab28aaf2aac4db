"""The programs that are timed: each reads the model's input and writes one file an object."""
