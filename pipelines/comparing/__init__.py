"""Two publications compared: which clues came and went between them, and what it took."""
