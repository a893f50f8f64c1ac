"""Everything that is known of a clue, a person, a household or a line, put together from publication and warehouse."""
