"""Failed sign-ins are counted by name and address; sessions and the log know where from."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_UNITS = "'pieces', 'share', 'characters', 'pictures', 'bytes', 'seconds', 'lines', 'people', 'rows'"
_OPERATION = (
    ("access.idle_minutes", "登录后无操作自动退出", "minutes", "240"),
    ("backup.keep_days", "每日自动备份保留天数（0 为不自动备份）", "days", "30"),
)


def upgrade() -> None:
    op.create_table(
        "signincounter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("blocked_until", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind IN ('name', 'address')", name=op.f("ck_signincounter_kind_known")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signincounter")),
        sa.UniqueConstraint("kind", "key", name=op.f("uq_signincounter_kind_key")),
    )
    # Not in batch mode: a copy would drop the log's triggers, and these columns stand in no constraint.
    op.add_column("auditentry", sa.Column("address", sa.String(), nullable=True))
    op.add_column("signinsession", sa.Column("address", sa.String(), nullable=True))
    op.drop_column("account", "failed_attempts")
    op.drop_column("account", "locked_until")
    with op.batch_alter_table("editionsetting", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_editionsetting_unit_known"), type_="check")
        batch_op.create_check_constraint(
            op.f("ck_editionsetting_unit_known"), f"unit IN ({_UNITS}, 'minutes', 'days')"
        )
    _add_operation_settings()


def downgrade() -> None:
    raise NotImplementedError("restore a backup instead")


def _add_operation_settings() -> None:
    # Editions loaded before these settings existed.
    for key, label, unit, value in _OPERATION:
        op.get_bind().execute(
            sa.text(
                "INSERT INTO editionsetting (edition_id, key, label, unit, value, origin, position, version) "
                "SELECT e.id, :key, :label, :unit, :value, 'setting', "
                "(SELECT COALESCE(MAX(s.position), 0) + 1 FROM editionsetting s WHERE s.edition_id = e.id), 1 "
                "FROM edition e"
            ),
            {"key": key, "label": label, "unit": unit, "value": value},
        )
