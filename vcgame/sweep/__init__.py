"""Many points: designs, the run, the store."""
