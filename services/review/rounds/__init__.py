"""评审轮次: planned, open, closed; what is done and what is missing."""
