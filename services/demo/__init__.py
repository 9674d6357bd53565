"""A realistic invented edition, made by the product's own ways: files are written, read, staged and applied."""
