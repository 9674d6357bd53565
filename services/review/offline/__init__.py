"""离线评分表: a reviewer's queue as a workbook, and the reading of it when it comes back."""
