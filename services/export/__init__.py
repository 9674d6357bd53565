"""Documents and tables the committee hands out."""
