"""Tables, JSON and the figure of the repeated reading of a game."""
