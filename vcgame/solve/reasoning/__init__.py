"""What rational players may do: dominance, rationalisability, risk dominance."""
