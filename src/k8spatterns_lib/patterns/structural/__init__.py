"""Several containers in one pod: sidecar, ambassador, adapter, init container."""
