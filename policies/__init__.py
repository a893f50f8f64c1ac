"""Dated parameters and what they mean for a household. Frames in, frames out."""
