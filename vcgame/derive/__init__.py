"""Symbols in, conditions out: thresholds, regimes, claims."""
