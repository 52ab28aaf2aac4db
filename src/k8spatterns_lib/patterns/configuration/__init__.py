"""How a workload gets its configuration."""
