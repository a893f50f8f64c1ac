"""A workspace as it lies on disk: its folders, settings, keys and lock, and the fingerprints of what is in it.

Nothing here knows what a run is, or reads a row.
"""
