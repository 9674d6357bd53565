"""A realistic invented edition, made by the product's own ways: files written, read, staged, applied."""
