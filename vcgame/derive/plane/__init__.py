"""Two free parameters: the exact map of regimes by a cylindrical decomposition."""
