"""What a workload may do, and who may reach it."""
