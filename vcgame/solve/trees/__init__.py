"""Equilibria of trees with information sets."""
