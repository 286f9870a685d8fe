"""Designs: which points a sweep visits, each made again exactly from its number."""
