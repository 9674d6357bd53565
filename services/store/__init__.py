"""The database and the received files."""
