"""Closed groups: rows that any rule may look at together, and a night's evidence cut along them into parts."""
