"""The search of one face over many boxes at once, in floats with bounded errors."""
