"""Tables and pictures of conditions: when each equilibrium exists, regimes, thresholds."""
