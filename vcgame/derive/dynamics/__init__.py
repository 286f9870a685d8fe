"""Population dynamics in symbols: rest points and their stability."""
