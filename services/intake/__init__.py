"""What cities send: read, checked, corrected, applied."""
