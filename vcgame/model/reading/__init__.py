"""From the data of a file to a model: what is allowed, and what is wrong."""
