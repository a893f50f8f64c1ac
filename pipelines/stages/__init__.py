"""The stages of a night: plain functions over frames and folders, in the order in which a night runs them."""
