"""Reading trees: nodes, stages, information sets."""
