"""Formulas: text to frozen trees, and trees to numbers, arrays, symbols and print."""
