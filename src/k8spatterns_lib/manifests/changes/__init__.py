"""From one version of objects to the next: what changed, and what that does to a running cluster."""
