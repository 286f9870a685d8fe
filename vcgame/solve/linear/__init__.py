"""Linear programmes in exact rational numbers."""
