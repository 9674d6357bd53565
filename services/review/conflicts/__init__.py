"""Conflicts (回避): who must not score which case, why, and what a person decided."""
