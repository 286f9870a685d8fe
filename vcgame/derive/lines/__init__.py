"""One parameter and everything that happens along it: equilibria, thresholds, classes."""
