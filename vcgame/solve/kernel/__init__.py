"""Many two-player games at once: all extreme equilibria from the signs of shared minors."""
