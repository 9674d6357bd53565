"""The log (操作日志): who did what, when and why."""
