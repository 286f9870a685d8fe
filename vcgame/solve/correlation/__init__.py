"""Correlated equilibria, by exact linear programmes."""
