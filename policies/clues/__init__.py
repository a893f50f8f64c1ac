"""The life of a clue over the nights: what the data said of it, what people did about it, and where it stands.

Frames in, frames out: nights and entries come from whoever keeps them.
"""
