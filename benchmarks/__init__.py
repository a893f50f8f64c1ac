"""How fast the night runs and how well it links, each beside a peer measured in the same run."""
