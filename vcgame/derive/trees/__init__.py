"""When equilibria of trees exist, as conditions in the parameters."""
