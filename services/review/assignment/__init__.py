"""Which reviewer reads which case, and why no assignment is possible where none is."""
