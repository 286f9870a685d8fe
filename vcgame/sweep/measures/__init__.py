"""What is made of equilibria: outcomes by selection rules, robustness, sensitivity."""
