"""The boundary between regimes over a rectangle of two parameters, by certified refinement."""
