"""Games of alike firms in symbols: when equilibria exist, the number of firms left open."""
