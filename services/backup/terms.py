"""Words of backups: how things stand with them, and what an archive calls itself."""

from services.terms import Term

PRODUCT = "企创工作台"
# Grows when an archive can no longer be read as this one is.
FORMAT = 1


class BackupState(Term):
    """How things stand with the last backup."""

    RECENT = "recent", "正常"
    OLD = "old", "已过期"
    NONE = "none", "没有备份"
