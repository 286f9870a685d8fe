"""What an audit found, in words and tables."""
