"""Words of a rubric."""

# The levels of a new criterion, from the best down.
LEVELS = ("优", "良", "中", "差")
