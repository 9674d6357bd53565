"""公平性报告: a confirmed list beside what it was drawn from."""
