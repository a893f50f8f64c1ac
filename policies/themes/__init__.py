"""Campaign themes: which clues belong to one, and which counts of it may be passed on."""
