"""分配: which reviewers score which case."""
