"""Who every row names, kept in the warehouse, and the evidence of a night that is put together from it."""
