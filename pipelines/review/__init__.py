"""Clerical review: what goes out to reviewers, what comes back, and the record of decisions that lasts."""
