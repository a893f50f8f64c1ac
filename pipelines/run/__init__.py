"""What a run is: its record, its context, and the extracts that it works on.

What it does with them is said elsewhere.
"""
