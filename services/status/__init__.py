"""Where an edition stands: the one place its numbers are counted."""
