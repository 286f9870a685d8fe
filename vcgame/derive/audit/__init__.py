"""Audits: what a published analysis prints, held against what follows."""
