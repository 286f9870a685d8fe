"""Population dynamics in numbers: trajectories and basins."""
