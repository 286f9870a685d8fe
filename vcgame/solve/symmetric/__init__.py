"""Games of n alike firms: equilibria by counts, and those in which all mix alike."""
