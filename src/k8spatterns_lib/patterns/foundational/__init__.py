"""Predictable demands, declarative deployment, health, lifecycle, placement."""
