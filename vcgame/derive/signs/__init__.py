"""Signs of polynomials under a model's assumptions, and conditions made of them."""
