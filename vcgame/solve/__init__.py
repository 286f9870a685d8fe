"""Numbers in, equilibria out: one module per solution concept."""
