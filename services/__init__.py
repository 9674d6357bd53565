"""What the product knows. No module below here knows a screen or a command line."""
