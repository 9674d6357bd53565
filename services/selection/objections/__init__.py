"""异议: registered, answered, and what came of them."""
