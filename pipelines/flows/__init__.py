"""The flows in Prefect: thin wrappers around the same stages that run without it."""
