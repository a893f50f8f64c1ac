"""What is told of a run once it has ended: a message to somebody, figures for monitoring; never a person's data."""
