"""Deciding whether conditions can hold together, exactly."""
