"""Logit quantal response equilibria: the map, the branch, its limit, and the proof of a point."""
