"""The regimes of a game in any number of free parameters, and what happens between them."""
