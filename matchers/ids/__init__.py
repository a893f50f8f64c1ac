"""Resident ids (GB 11643-1999): cleaning, forms, check character, repair of damage, comparison of two numbers."""
