"""One table model and its writers."""
