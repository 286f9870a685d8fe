"""Tables of what the solution concepts answer, one module each."""
