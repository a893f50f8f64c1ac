"""A household's economy by the policy of the day: who counts, what comes in, what goes out and what is owned."""
