"""Accounts, sign-in and sessions. Knows nothing of a screen."""
