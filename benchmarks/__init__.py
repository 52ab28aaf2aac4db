"""How long the library takes against others that write the same objects; `python -m benchmarks`."""
