"""The record: what people decided, entries that are only ever added, chained so that a change or a loss shows."""
