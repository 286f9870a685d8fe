"""Solving blocks of points: assumptions, payoffs, equilibria."""
