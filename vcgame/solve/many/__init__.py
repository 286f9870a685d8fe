"""All equilibria of small games of three and more players, pure and mixed."""
