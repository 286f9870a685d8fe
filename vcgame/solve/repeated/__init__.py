"""The repeated reading of a stage game: trigger strategies, penal codes, sets of payoffs."""
