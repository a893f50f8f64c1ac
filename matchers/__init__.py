"""Who is who: resident ids, Chinese names, candidates, weights, assignment. Frames in, frames out."""
