"""Data systems that keep their data: Redis, MongoDB."""
