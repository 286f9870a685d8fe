"""Results on disk: their columns, parts, folders and files."""
