"""Code tables, parameters and the synthetic district with known truth."""
