"""first tables"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("username", sa.String(), nullable=False),
        sa.Column("display_name", sa.String(), nullable=False),
        sa.Column("role", sa.String(32), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=False),
        sa.Column("is_disabled", sa.Boolean(), nullable=False),
        sa.Column("must_change_password", sa.Boolean(), nullable=False),
        sa.Column("failed_attempts", sa.Integer(), nullable=False),
        sa.Column("locked_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "role IN ('committee', 'reviewer', 'leadership', 'admin')", name=op.f("ck_account_role_known")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("username", name=op.f("uq_account_username")),
    )
    op.create_table(
        "auditentry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("subject_kind", sa.String(), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=True),
        sa.Column("subject_name", sa.String(), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("previous_hash", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_auditentry")),
        sa.UniqueConstraint("hash", name=op.f("uq_auditentry_hash")),
    )
    with op.batch_alter_table("auditentry", schema=None) as batch_op:
        batch_op.create_index("ix_audit_subject", ["subject_kind", "subject_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_auditentry_action"), ["action"], unique=False)

    op.create_table(
        "edition",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("short_title", sa.String(), nullable=False),
        sa.Column("province", sa.String(), nullable=False),
        sa.Column("stage", sa.String(32), nullable=False),
        sa.Column("deadline", sa.Date(), nullable=False),
        sa.Column("is_current", sa.Boolean(), nullable=False),
        sa.Column("ambiguous_enterprise_types", sa.JSON(), nullable=False),
        sa.Column("finding_levels", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "stage IN ('mobilise', 'collect', 'recommend', 'examine', 'review', 'select', 'promote', 'report')",
            name=op.f("ck_edition_stage_known"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_edition")),
        sa.UniqueConstraint("code", name=op.f("uq_edition_code")),
    )
    with op.batch_alter_table("edition", schema=None) as batch_op:
        batch_op.create_index(
            "uq_edition_current",
            ["is_current"],
            unique=True,
            sqlite_where=sa.text("is_current"),
            postgresql_where=sa.text("is_current"),
        )

    op.create_table(
        "storedfile",
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_storedfile")),
    )
    op.create_table(
        "city",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("short_name", sa.String(), nullable=False),
        sa.Column("quota", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("tile_column", sa.Integer(), nullable=False),
        sa.Column("tile_row", sa.Integer(), nullable=False),
        sa.Column("aliases", sa.JSON(), nullable=False),
        sa.Column("counties", sa.JSON(), nullable=False),
        sa.Column("area_codes", sa.JSON(), nullable=False),
        sa.CheckConstraint("quota >= 0", name=op.f("ck_city_quota_not_negative")),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_city_edition_id_edition")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_city")),
        sa.UniqueConstraint("edition_id", "name", name=op.f("uq_city_edition_id_name")),
        sa.UniqueConstraint("edition_id", "position", name=op.f("uq_city_edition_id_position")),
    )
    with op.batch_alter_table("city", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_city_edition_id"), ["edition_id"], unique=False)

    op.create_table(
        "editionsetting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("unit", sa.String(32), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("origin", sa.String(32), nullable=False),
        sa.Column("clause", sa.String(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("origin IN ('notice', 'setting')", name=op.f("ck_editionsetting_origin_known")),
        sa.CheckConstraint(
            "unit IN ('pieces', 'share', 'characters', 'pictures', 'bytes', 'seconds', 'lines', 'people', 'rows')",
            name=op.f("ck_editionsetting_unit_known"),
        ),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_editionsetting_edition_id_edition")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_editionsetting")),
        sa.UniqueConstraint("edition_id", "key", name=op.f("uq_editionsetting_edition_id_key")),
    )
    with op.batch_alter_table("editionsetting", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_editionsetting_edition_id"), ["edition_id"], unique=False)

    op.create_table(
        "editionword",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("aliases", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_editionword_edition_id_edition")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_editionword")),
        sa.UniqueConstraint("edition_id", "kind", "name", name=op.f("uq_editionword_edition_id_kind_name")),
    )
    with op.batch_alter_table("editionword", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_editionword_edition_id"), ["edition_id"], unique=False)

    op.create_table(
        "enterprise",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_enterprise_edition_id_edition")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enterprise")),
    )
    with op.batch_alter_table("enterprise", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_enterprise_edition_id"), ["edition_id"], unique=False)

    op.create_table(
        "enterprisedecision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("first_key", sa.String(), nullable=False),
        sa.Column("second_key", sa.String(), nullable=False),
        sa.Column("first_name", sa.String(), nullable=False),
        sa.Column("second_name", sa.String(), nullable=False),
        sa.Column("is_same", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("first_key <> second_key", name=op.f("ck_enterprisedecision_two_names")),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_enterprisedecision_edition_id_edition")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enterprisedecision")),
        sa.UniqueConstraint(
            "edition_id", "first_key", "second_key", name=op.f("uq_enterprisedecision_edition_id_first_key_second_key")
        ),
    )
    with op.batch_alter_table("enterprisedecision", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_enterprisedecision_edition_id"), ["edition_id"], unique=False)

    op.create_table(
        "signinsession",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_signinsession_account_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signinsession")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_signinsession_token_hash")),
    )
    with op.batch_alter_table("signinsession", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_signinsession_account_id"), ["account_id"], unique=False)

    op.create_table(
        "signinticket",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_signinticket_account_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signinticket")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_signinticket_token_hash")),
    )
    with op.batch_alter_table("signinticket", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_signinticket_account_id"), ["account_id"], unique=False)

    op.create_table(
        "enterprisename",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("enterprise_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_enterprisename_edition_id_edition")),
        sa.ForeignKeyConstraint(
            ["enterprise_id"], ["enterprise.id"], name=op.f("fk_enterprisename_enterprise_id_enterprise")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enterprisename")),
        sa.UniqueConstraint("edition_id", "key", name=op.f("uq_enterprisename_edition_id_key")),
    )
    with op.batch_alter_table("enterprisename", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_enterprisename_edition_id"), ["edition_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_enterprisename_enterprise_id"), ["enterprise_id"], unique=False)

    op.create_table(
        "recommended_case",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("city_id", sa.Integer(), nullable=False),
        sa.Column("enterprise_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("state_reason", sa.Text(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("case_name", sa.String(), nullable=False),
        sa.Column("enterprise", sa.String(), nullable=False),
        sa.Column("people", sa.JSON(), nullable=False),
        sa.Column("contact_name", sa.String(), nullable=True),
        sa.Column("contact_title", sa.String(), nullable=True),
        sa.Column("phones", sa.JSON(), nullable=False),
        sa.Column("enterprise_type", sa.String(), nullable=False),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("county", sa.String(), nullable=True),
        sa.Column("recommender", sa.String(), nullable=True),
        sa.Column("park", sa.String(32), nullable=False),
        sa.Column("park_source", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("case_name <> '' AND enterprise <> ''", name=op.f("ck_recommended_case_named")),
        sa.CheckConstraint("park IN ('park', 'not_park', 'unknown')", name=op.f("ck_recommended_case_park_known")),
        sa.CheckConstraint(
            "state <> 'withdrawn' OR state_reason IS NOT NULL", name=op.f("ck_recommended_case_withdrawn_has_reason")
        ),
        sa.CheckConstraint("state IN ('applied', 'withdrawn')", name=op.f("ck_recommended_case_state_known")),
        sa.ForeignKeyConstraint(["city_id"], ["city.id"], name=op.f("fk_recommended_case_city_id_city")),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_recommended_case_edition_id_edition")),
        sa.ForeignKeyConstraint(
            ["enterprise_id"], ["enterprise.id"], name=op.f("fk_recommended_case_enterprise_id_enterprise")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recommended_case")),
    )
    with op.batch_alter_table("recommended_case", schema=None) as batch_op:
        batch_op.create_index("ix_case_city_state", ["city_id", "state"], unique=False)
        batch_op.create_index("ix_case_edition_state", ["edition_id", "state"], unique=False)
        batch_op.create_index(batch_op.f("ix_recommended_case_enterprise_id"), ["enterprise_id"], unique=False)
        batch_op.create_index(
            "uq_case_enterprise_city",
            ["edition_id", "city_id", "enterprise_id"],
            unique=True,
            sqlite_where=sa.text("state = 'applied'"),
            postgresql_where=sa.text("state = 'applied'"),
        )

    op.create_table(
        "registeredpark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("city_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["city_id"], ["city.id"], name=op.f("fk_registeredpark_city_id_city")),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_registeredpark_edition_id_edition")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registeredpark")),
        sa.UniqueConstraint("edition_id", "name", name=op.f("uq_registeredpark_edition_id_name")),
    )
    with op.batch_alter_table("registeredpark", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_registeredpark_edition_id"), ["edition_id"], unique=False)

    op.create_table(
        "submission",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("city_id", sa.Integer(), nullable=True),
        sa.Column("file_sha256", sa.String(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("mode", sa.String(32), nullable=True),
        sa.Column("meta", sa.JSON(), nullable=False),
        sa.Column("is_late", sa.Boolean(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_by", sa.String(), nullable=False),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("applied_by", sa.String(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("mode IS NULL OR mode IN ('supplement', 'replace')", name=op.f("ck_submission_mode_known")),
        sa.CheckConstraint(
            "state IN ('staged', 'applied', 'superseded', 'discarded')", name=op.f("ck_submission_state_known")
        ),
        sa.CheckConstraint(
            "state NOT IN ('applied') OR city_id IS NOT NULL", name=op.f("ck_submission_applied_has_city")
        ),
        sa.ForeignKeyConstraint(["city_id"], ["city.id"], name=op.f("fk_submission_city_id_city")),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_submission_edition_id_edition")),
        sa.ForeignKeyConstraint(
            ["file_sha256"], ["storedfile.sha256"], name=op.f("fk_submission_file_sha256_storedfile")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submission")),
    )
    with op.batch_alter_table("submission", schema=None) as batch_op:
        batch_op.create_index("ix_submission_city_state", ["city_id", "state"], unique=False)
        batch_op.create_index(batch_op.f("ix_submission_edition_id"), ["edition_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_submission_file_sha256"), ["file_sha256"], unique=False)
        batch_op.create_index(
            "uq_submission_file",
            ["edition_id", "file_sha256"],
            unique=True,
            sqlite_where=sa.text("state IN ('staged', 'applied')"),
            postgresql_where=sa.text("state IN ('staged', 'applied')"),
        )

    op.create_table(
        "submissionrow",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("raw", sa.JSON(), nullable=False),
        sa.Column("corrected", sa.JSON(), nullable=False),
        sa.Column("flaws", sa.JSON(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=True),
        sa.Column("case_name", sa.String(), nullable=True),
        sa.Column("enterprise", sa.String(), nullable=True),
        sa.Column("people", sa.JSON(), nullable=False),
        sa.Column("contact_name", sa.String(), nullable=True),
        sa.Column("contact_title", sa.String(), nullable=True),
        sa.Column("phones", sa.JSON(), nullable=False),
        sa.Column("enterprise_type", sa.String(), nullable=True),
        sa.Column("category", sa.String(), nullable=True),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("county", sa.String(), nullable=True),
        sa.Column("recommender", sa.String(), nullable=True),
        sa.Column("park", sa.String(32), nullable=False),
        sa.Column("park_source", sa.String(), nullable=True),
        sa.Column("is_hidden", sa.Boolean(), nullable=False),
        sa.Column("source_part", sa.String(), nullable=False),
        sa.Column("source_row", sa.Integer(), nullable=False),
        sa.Column("set_aside_reason", sa.Text(), nullable=True),
        sa.Column("match_answer", sa.String(), nullable=True),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state = 'set_aside') = (set_aside_reason IS NOT NULL)", name=op.f("ck_submissionrow_set_aside_has_reason")
        ),
        sa.CheckConstraint("park IN ('park', 'not_park', 'unknown')", name=op.f("ck_submissionrow_park_known")),
        sa.CheckConstraint("state <> 'applied' OR case_id IS NOT NULL", name=op.f("ck_submissionrow_applied_has_case")),
        sa.CheckConstraint(
            "state IN ('staged', 'applied', 'set_aside', 'superseded')", name=op.f("ck_submissionrow_state_known")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["recommended_case.id"], name=op.f("fk_submissionrow_case_id_recommended_case")
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_submissionrow_submission_id_submission")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submissionrow")),
        sa.UniqueConstraint("submission_id", "position", name=op.f("uq_submissionrow_submission_id_position")),
    )
    with op.batch_alter_table("submissionrow", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_submissionrow_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_submissionrow_submission_id"), ["submission_id"], unique=False)

    op.create_table(
        "submissionfinding",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("row_id", sa.Integer(), nullable=True),
        sa.Column("is_from_file", sa.Boolean(), nullable=False),
        sa.Column("level", sa.String(32), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("hint", sa.Text(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=True),
        sa.Column("source_part", sa.String(), nullable=True),
        sa.Column("source_row", sa.Integer(), nullable=True),
        sa.Column("field", sa.String(), nullable=True),
        sa.Column("clause", sa.String(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("answered_by", sa.String(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("level IN ('error', 'warning', 'info')", name=op.f("ck_submissionfinding_level_known")),
        sa.CheckConstraint(
            "(answer IS NULL) = (answered_by IS NULL)", name=op.f("ck_submissionfinding_answer_has_author")
        ),
        sa.ForeignKeyConstraint(
            ["row_id"], ["submissionrow.id"], name=op.f("fk_submissionfinding_row_id_submissionrow")
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_submissionfinding_submission_id_submission")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submissionfinding")),
    )
    with op.batch_alter_table("submissionfinding", schema=None) as batch_op:
        batch_op.create_index("ix_finding_submission_level", ["submission_id", "level"], unique=False)
        batch_op.create_index(batch_op.f("ix_submissionfinding_code"), ["code"], unique=False)
        batch_op.create_index(batch_op.f("ix_submissionfinding_row_id"), ["row_id"], unique=False)
    _make_audit_append_only()


def downgrade() -> None:
    raise NotImplementedError("restore a backup instead")


def _make_audit_append_only() -> None:
    # A later revision that alters this table in batch mode must run this again: SQLite drops triggers with the copy.
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'the log is append-only'; END $$"
        )
        op.execute(
            "CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON auditentry "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change()"
        )
        return
    for event in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER audit_append_only_{event.lower()} BEFORE {event} ON auditentry "
            "BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END"
        )
