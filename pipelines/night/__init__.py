"""The order of a night, and of each of its reports by hand. Each step itself stands in the room that it belongs to."""
