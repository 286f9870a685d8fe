"""Figures for print: maps of regimes and lines of one lever."""
