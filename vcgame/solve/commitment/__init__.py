"""What a player gains who commits first."""
