"""Work on the findings: which clues there are to work on, given out, taken in, and what became of each."""
