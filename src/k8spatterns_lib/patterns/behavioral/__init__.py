"""How a workload runs: services, singletons, jobs, work queues, discovery."""
