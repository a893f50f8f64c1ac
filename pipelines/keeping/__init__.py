"""A workspace over the years: what is let go of, what is backed up and restored, and how an old one is taken over."""
