"""Reviewers (评审专家): who they are and where they work, from a spreadsheet or by hand."""
