"""The shapes a game can take."""
