"""Tables and figures of population dynamics."""
