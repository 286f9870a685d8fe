"""Critical discount factors as formulas, and claims about them."""
