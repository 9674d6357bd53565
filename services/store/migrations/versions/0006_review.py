"""专家评审: rubrics, reviewers, conflicts, rounds, assignments, sheets and deliberations. Only adds tables."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_UNITS = (
    "'pieces', 'share', 'characters', 'pictures', 'bytes', 'seconds', 'lines', 'people', 'rows', "
    "'minutes', 'days', 'sheets', 'points', 'yes_no'"
)
# What editions loaded before there were reviews get.
_SETTINGS = (
    ("review.per_case", "每件案例的评审份数", "sheets", "3"),
    ("review.days", "评审默认期限", "days", "10"),
    ("review.bridges", "每位专家跨类别评审的件数", "pieces", "2"),
    ("review.same_city", "专家回避所在市州的案例", "yes_no", "0"),
    ("review.spread", "最高与最低相差多少分起提请合议", "points", "20"),
    ("review.show_others", "轮次结束后专家可以看到他人对同一案例的评分", "yes_no", "0"),
)


def upgrade() -> None:
    with op.batch_alter_table("editionsetting", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_editionsetting_unit_known"), type_="check")
        batch_op.create_check_constraint(op.f("ck_editionsetting_unit_known"), f"unit IN ({_UNITS})")
    _create_rubric_and_people()
    _create_rounds()
    _create_sheets()
    _create_deliberations()
    _add_settings()


def downgrade() -> None:
    raise NotImplementedError("restore a backup instead")


def _create_rubric_and_people() -> None:
    op.create_table('rubric',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('edition_id', sa.Integer(), nullable=False),
    sa.Column('category', sa.String(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('criteria', sa.JSON(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=True),
    sa.Column('created_by', sa.String(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['edition_id'], ['edition.id'], name=op.f('fk_rubric_edition_id_edition')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_rubric')),
    sa.UniqueConstraint('edition_id', 'category', 'version', name=op.f('uq_rubric_edition_id_category_version'))
    )
    op.create_index(op.f('ix_rubric_edition_id'), 'rubric', ['edition_id'], unique=False)
    op.create_table('reviewer',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('edition_id', sa.Integer(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=True),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('employer', sa.String(), nullable=False),
    sa.Column('city', sa.String(), nullable=True),
    sa.Column('fields', sa.JSON(), nullable=False),
    sa.Column('categories', sa.JSON(), nullable=False),
    sa.Column('phone', sa.String(), nullable=True),
    sa.Column('previous_editions', sa.JSON(), nullable=False),
    sa.Column('load_max', sa.Integer(), nullable=True),
    sa.Column('is_active', sa.Boolean(), nullable=False),
    sa.Column('state_reason', sa.Text(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("name <> ''", name=op.f('ck_reviewer_named')),
    sa.CheckConstraint('is_active OR state_reason IS NOT NULL', name=op.f('ck_reviewer_dropped_has_reason')),
    sa.CheckConstraint('load_max IS NULL OR load_max >= 0', name=op.f('ck_reviewer_load_not_negative')),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_reviewer_account_id_account')),
    sa.ForeignKeyConstraint(['edition_id'], ['edition.id'], name=op.f('fk_reviewer_edition_id_edition')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reviewer')),
    sa.UniqueConstraint('edition_id', 'account_id', name=op.f('uq_reviewer_edition_id_account_id'))
    )
    op.create_index(op.f('ix_reviewer_account_id'), 'reviewer', ['account_id'], unique=False)
    op.create_index(op.f('ix_reviewer_edition_id'), 'reviewer', ['edition_id'], unique=False)
    op.create_table('pledge',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('reviewer_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(32), nullable=False),
    sa.Column('wording', sa.Text(), nullable=False),
    sa.Column('accepted_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('address', sa.String(), nullable=True),
    sa.CheckConstraint("kind IN ('confidentiality', 'avoidance')", name=op.f('ck_pledge_kind_known')),
    sa.ForeignKeyConstraint(['reviewer_id'], ['reviewer.id'], name=op.f('fk_pledge_reviewer_id_reviewer')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_pledge')),
    sa.UniqueConstraint('reviewer_id', 'kind', name=op.f('uq_pledge_reviewer_id_kind'))
    )
    op.create_index(op.f('ix_pledge_reviewer_id'), 'pledge', ['reviewer_id'], unique=False)
    op.create_table('conflict',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('edition_id', sa.Integer(), nullable=False),
    sa.Column('reviewer_id', sa.Integer(), nullable=False),
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(32), nullable=False),
    sa.Column('state', sa.String(32), nullable=False),
    sa.Column('evidence', sa.Text(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=True),
    sa.Column('found_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('decided_by', sa.Integer(), nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("kind IN ('same_employer', 'same_group', 'named', 'contact', 'same_city', 'declared')", name=op.f('ck_conflict_kind_known')),
    sa.CheckConstraint("state <> 'cleared' OR (reason IS NOT NULL AND decided_by IS NOT NULL)", name=op.f('ck_conflict_cleared_has_reason')),
    sa.CheckConstraint("state IN ('suspected', 'confirmed', 'cleared')", name=op.f('ck_conflict_state_known')),
    sa.CheckConstraint('(decided_by IS NULL) = (decided_at IS NULL)', name=op.f('ck_conflict_decision_has_moment')),
    sa.ForeignKeyConstraint(['case_id'], ['recommended_case.id'], name=op.f('fk_conflict_case_id_recommended_case')),
    sa.ForeignKeyConstraint(['decided_by'], ['account.id'], name=op.f('fk_conflict_decided_by_account')),
    sa.ForeignKeyConstraint(['edition_id'], ['edition.id'], name=op.f('fk_conflict_edition_id_edition')),
    sa.ForeignKeyConstraint(['reviewer_id'], ['reviewer.id'], name=op.f('fk_conflict_reviewer_id_reviewer')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_conflict')),
    sa.UniqueConstraint('reviewer_id', 'case_id', 'kind', name=op.f('uq_conflict_reviewer_id_case_id_kind'))
    )
    op.create_index(op.f('ix_conflict_case_id'), 'conflict', ['case_id'], unique=False)
    op.create_index('ix_conflict_edition_state', 'conflict', ['edition_id', 'state'], unique=False)
    op.create_index(op.f('ix_conflict_reviewer_id'), 'conflict', ['reviewer_id'], unique=False)


def _create_rounds() -> None:
    op.create_table('reviewround',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('edition_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('state', sa.String(32), nullable=False),
    sa.Column('reviews_per_case', sa.Integer(), nullable=False),
    sa.Column('due', sa.Date(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('close_reason', sa.Text(), nullable=True),
    sa.Column('seed', sa.Integer(), nullable=True),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL)", name=op.f('ck_reviewround_closed_has_moment')),
    sa.CheckConstraint("state = 'planned' OR opened_at IS NOT NULL", name=op.f('ck_reviewround_open_has_moment')),
    sa.CheckConstraint("state IN ('planned', 'open', 'closed')", name=op.f('ck_reviewround_state_known')),
    sa.CheckConstraint('reviews_per_case > 0', name=op.f('ck_reviewround_reviews_positive')),
    sa.ForeignKeyConstraint(['edition_id'], ['edition.id'], name=op.f('fk_reviewround_edition_id_edition')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reviewround')),
    sa.UniqueConstraint('edition_id', 'number', name=op.f('uq_reviewround_edition_id_number'))
    )
    op.create_index(op.f('ix_reviewround_edition_id'), 'reviewround', ['edition_id'], unique=False)
    op.create_index('uq_round_not_closed', 'reviewround', ['edition_id'], unique=True, sqlite_where=sa.text("state <> 'closed'"), postgresql_where=sa.text("state <> 'closed'"))
    op.create_table('assignment',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('round_id', sa.Integer(), nullable=False),
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('reviewer_id', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(32), nullable=False),
    sa.Column('origin', sa.String(32), nullable=False),
    sa.Column('reason', sa.Text(), nullable=True),
    sa.Column('assigned_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("(state = 'withdrawn') = (withdrawn_at IS NOT NULL)", name=op.f('ck_assignment_withdrawn_has_moment')),
    sa.CheckConstraint("origin IN ('proposed', 'by_hand', 'deliberation')", name=op.f('ck_assignment_origin_known')),
    sa.CheckConstraint("state <> 'withdrawn' OR reason IS NOT NULL", name=op.f('ck_assignment_withdrawn_has_reason')),
    sa.CheckConstraint("state IN ('active', 'withdrawn')", name=op.f('ck_assignment_state_known')),
    sa.ForeignKeyConstraint(['case_id'], ['recommended_case.id'], name=op.f('fk_assignment_case_id_recommended_case')),
    sa.ForeignKeyConstraint(['reviewer_id'], ['reviewer.id'], name=op.f('fk_assignment_reviewer_id_reviewer')),
    sa.ForeignKeyConstraint(['round_id'], ['reviewround.id'], name=op.f('fk_assignment_round_id_reviewround')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_assignment')),
    sa.UniqueConstraint('round_id', 'case_id', 'reviewer_id', name=op.f('uq_assignment_round_id_case_id_reviewer_id'))
    )
    op.create_index(op.f('ix_assignment_case_id'), 'assignment', ['case_id'], unique=False)
    op.create_index('ix_assignment_reviewer_state', 'assignment', ['reviewer_id', 'state'], unique=False)
    op.create_index(op.f('ix_assignment_round_id'), 'assignment', ['round_id'], unique=False)


def _create_sheets() -> None:
    op.create_table('sheet',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('round_id', sa.Integer(), nullable=False),
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('reviewer_id', sa.Integer(), nullable=False),
    sa.Column('rubric_id', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(32), nullable=False),
    sa.Column('scores', sa.JSON(), nullable=False),
    sa.Column('comment', sa.Text(), nullable=False),
    sa.Column('saved_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('submitted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('reopened_reason', sa.Text(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("(state = 'submitted') = (submitted_at IS NOT NULL)", name=op.f('ck_sheet_submitted_has_moment')),
    sa.CheckConstraint("state IN ('draft', 'submitted')", name=op.f('ck_sheet_state_known')),
    sa.ForeignKeyConstraint(['case_id'], ['recommended_case.id'], name=op.f('fk_sheet_case_id_recommended_case')),
    sa.ForeignKeyConstraint(['reviewer_id'], ['reviewer.id'], name=op.f('fk_sheet_reviewer_id_reviewer')),
    sa.ForeignKeyConstraint(['round_id'], ['reviewround.id'], name=op.f('fk_sheet_round_id_reviewround')),
    sa.ForeignKeyConstraint(['rubric_id'], ['rubric.id'], name=op.f('fk_sheet_rubric_id_rubric')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sheet')),
    sa.UniqueConstraint('round_id', 'case_id', 'reviewer_id', name=op.f('uq_sheet_round_id_case_id_reviewer_id'))
    )
    op.create_index(op.f('ix_sheet_case_id'), 'sheet', ['case_id'], unique=False)
    op.create_index(op.f('ix_sheet_reviewer_id'), 'sheet', ['reviewer_id'], unique=False)
    op.create_index('ix_sheet_round_state', 'sheet', ['round_id', 'state'], unique=False)
    op.create_index(op.f('ix_sheet_rubric_id'), 'sheet', ['rubric_id'], unique=False)
    op.create_table('sheetversion',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('sheet_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(32), nullable=False),
    sa.Column('scores', sa.JSON(), nullable=False),
    sa.Column('comment', sa.Text(), nullable=False),
    sa.Column('saved_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("state IN ('draft', 'submitted')", name=op.f('ck_sheetversion_state_known')),
    sa.ForeignKeyConstraint(['sheet_id'], ['sheet.id'], name=op.f('fk_sheetversion_sheet_id_sheet')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sheetversion')),
    sa.UniqueConstraint('sheet_id', 'version', name=op.f('uq_sheetversion_sheet_id_version'))
    )
    op.create_index(op.f('ix_sheetversion_sheet_id'), 'sheetversion', ['sheet_id'], unique=False)


def _create_deliberations() -> None:
    op.create_table('deliberation',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('round_id', sa.Integer(), nullable=False),
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(32), nullable=False),
    sa.Column('cause', sa.Text(), nullable=False),
    sa.Column('outcome', sa.Text(), nullable=True),
    sa.Column('opened_by', sa.Integer(), nullable=False),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('settled_by', sa.Integer(), nullable=True),
    sa.Column('settled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("(state = 'settled') = (outcome IS NOT NULL)", name=op.f('ck_deliberation_settled_has_outcome')),
    sa.CheckConstraint("(state = 'settled') = (settled_at IS NOT NULL)", name=op.f('ck_deliberation_settled_has_moment')),
    sa.CheckConstraint("state IN ('open', 'settled')", name=op.f('ck_deliberation_state_known')),
    sa.ForeignKeyConstraint(['case_id'], ['recommended_case.id'], name=op.f('fk_deliberation_case_id_recommended_case')),
    sa.ForeignKeyConstraint(['opened_by'], ['account.id'], name=op.f('fk_deliberation_opened_by_account')),
    sa.ForeignKeyConstraint(['round_id'], ['reviewround.id'], name=op.f('fk_deliberation_round_id_reviewround')),
    sa.ForeignKeyConstraint(['settled_by'], ['account.id'], name=op.f('fk_deliberation_settled_by_account')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_deliberation')),
    sa.UniqueConstraint('round_id', 'case_id', name=op.f('uq_deliberation_round_id_case_id'))
    )
    op.create_index(op.f('ix_deliberation_case_id'), 'deliberation', ['case_id'], unique=False)
    op.create_index(op.f('ix_deliberation_round_id'), 'deliberation', ['round_id'], unique=False)
    op.create_table('deliberationnote',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('deliberation_id', sa.Integer(), nullable=False),
    sa.Column('author', sa.Integer(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['author'], ['account.id'], name=op.f('fk_deliberationnote_author_account')),
    sa.ForeignKeyConstraint(['deliberation_id'], ['deliberation.id'], name=op.f('fk_deliberationnote_deliberation_id_deliberation')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_deliberationnote'))
    )
    op.create_index(op.f('ix_deliberationnote_deliberation_id'), 'deliberationnote', ['deliberation_id'], unique=False)


def _add_settings() -> None:
    for key, label, unit, value in _SETTINGS:
        op.get_bind().execute(
            sa.text(
                "INSERT INTO editionsetting (edition_id, key, label, unit, value, origin, position, version) "
                "SELECT e.id, :key, :label, :unit, :value, 'setting', "
                "(SELECT COALESCE(MAX(s.position), 0) + 1 FROM editionsetting s WHERE s.edition_id = e.id), 1 "
                "FROM edition e"
            ),
            {"key": key, "label": label, "unit": unit, "value": value},
        )
