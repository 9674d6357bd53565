"""Review: who scores what, by which standard, and what nobody may see."""
