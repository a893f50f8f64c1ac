"""The flows, the warehouse, the workspace, the settings and the command line."""
