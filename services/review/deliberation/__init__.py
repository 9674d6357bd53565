"""合议: cases whose scores differ widely."""
