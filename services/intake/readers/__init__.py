"""One reader per kind of file, each run in a child process with limits."""
