"""回避: which reviewer may not see which case, and why."""
