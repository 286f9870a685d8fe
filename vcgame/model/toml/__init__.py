"""TOML files, read exactly, within bounds, and with the place of everything."""
