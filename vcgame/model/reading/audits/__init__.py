"""Reading audits: what a paper prints."""
