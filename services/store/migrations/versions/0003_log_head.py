"""The log knows where it ends, and is searched by time and person."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audithead",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last_id", sa.Integer(), nullable=False),
        sa.Column("last_hash", sa.String(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_audithead_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audithead")),
    )
    op.execute(
        "INSERT INTO audithead (id, last_id, last_hash) "
        "SELECT 1, id, hash FROM auditentry WHERE id = (SELECT MAX(id) FROM auditentry)"
    )
    # An index is made beside the table: the log's triggers stay.
    op.create_index("ix_audit_at", "auditentry", ["at"])
    op.create_index("ix_audit_actor", "auditentry", ["actor"])
    _let_the_head_only_grow()


def downgrade() -> None:
    raise NotImplementedError("restore a backup instead")


def _let_the_head_only_grow() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE TRIGGER audit_head_grows BEFORE UPDATE ON audithead FOR EACH ROW "
            "WHEN (NEW.last_id <> OLD.last_id + 1) EXECUTE FUNCTION refuse_audit_change()"
        )
        op.execute(
            "CREATE TRIGGER audit_head_stays BEFORE DELETE OR TRUNCATE ON audithead "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change()"
        )
        return
    refuse = "BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END"
    op.execute(
        "CREATE TRIGGER audit_head_grows BEFORE UPDATE ON audithead "
        f"WHEN NEW.last_id <> OLD.last_id + 1 {refuse}"
    )
    op.execute(f"CREATE TRIGGER audit_head_stays BEFORE DELETE ON audithead {refuse}")
