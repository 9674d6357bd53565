"""Backup and restore (备份与恢复): an archive either database can be made from again."""
