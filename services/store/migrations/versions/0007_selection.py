"""得分和遴选: tallies, official scores, runs, ties, confirmed lists, objections; the calendar of an edition."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_UNITS = (
    "'pieces', 'share', 'characters', 'pictures', 'bytes', 'seconds', 'lines', 'people', 'rows', "
    "'minutes', 'days', 'sheets', 'points', 'yes_no', 'method', 'mapping', 'text'"
)
# What editions loaded before there were scores get.
_SETTINGS = (
    ("score.method", "核定得分的办法", "method", "mean"),
    ("votes.weight", "网络投票在得分中的权重", "share", "1/10"),
    ("votes.mapping", "票数的折算办法", "mapping", "log_capped"),
    ("shortlist.city_max", "每个市州的入选案例上限（0 为不限）", "pieces", "0"),
    ("shortlist.one_per_enterprise", "同一企业入选不超过 1 个", "yes_no", "1"),
    ("shortlist.min_score", "入选案例的最低分数（0 为不设）", "points", "0"),
    ("lecture.one_per_enterprise", "同一企业宣讲不超过 1 个", "yes_no", "1"),
    ("lecture.min_score", "宣讲案例的最低分数（0 为不设）", "points", "0"),
    ("announce.days", "公示工作日天数", "days", "5"),
    ("announce.office", "公示和公布的落款单位", "text", ""),
    ("announce.contact", "公示期间的联系方式", "text", ""),
)
_LISTS = {"shortlist": "入选案例", "lecture": "宣讲案例"}
# 国务院办公厅关于 2024、2025、2026 年部分节假日安排的通知
_HOLIDAYS = (
    "2024-01-01 2024-02-10 2024-02-11 2024-02-12 2024-02-13 2024-02-14 2024-02-15 "
    "2024-02-16 2024-02-17 2024-04-04 2024-04-05 2024-04-06 2024-05-01 2024-05-02 "
    "2024-05-03 2024-05-04 2024-05-05 2024-06-10 2024-09-15 2024-09-16 2024-09-17 "
    "2024-10-01 2024-10-02 2024-10-03 2024-10-04 2024-10-05 2024-10-06 2024-10-07 "
    "2025-01-01 2025-01-28 2025-01-29 2025-01-30 2025-01-31 2025-02-01 2025-02-02 "
    "2025-02-03 2025-02-04 2025-04-04 2025-04-05 2025-04-06 2025-05-01 2025-05-02 "
    "2025-05-03 2025-05-04 2025-05-05 2025-05-31 2025-06-01 2025-06-02 2025-10-01 "
    "2025-10-02 2025-10-03 2025-10-04 2025-10-05 2025-10-06 2025-10-07 2025-10-08 "
    "2026-01-01 2026-01-02 2026-01-03 2026-02-15 2026-02-16 2026-02-17 2026-02-18 "
    "2026-02-19 2026-02-20 2026-02-21 2026-02-22 2026-02-23 2026-04-04 2026-04-05 "
    "2026-04-06 2026-05-01 2026-05-02 2026-05-03 2026-05-04 2026-05-05 2026-06-19 "
    "2026-06-20 2026-06-21 2026-09-25 2026-09-26 2026-09-27 2026-10-01 2026-10-02 "
    "2026-10-03 2026-10-04 2026-10-05 2026-10-06 2026-10-07 "
)
_WORKDAYS = (
    "2024-02-04 2024-02-18 2024-04-07 2024-04-28 2024-05-11 2024-09-14 2024-09-29 "
    "2024-10-12 "
    "2025-01-26 2025-02-08 2025-04-27 2025-09-28 2025-10-11 "
    "2026-01-04 2026-02-14 2026-02-28 2026-05-09 2026-09-20 2026-10-10 "
)


def upgrade() -> None:
    with op.batch_alter_table("editionsetting", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_editionsetting_unit_known"), type_="check")
        batch_op.create_check_constraint(op.f("ck_editionsetting_unit_known"), f"unit IN ({_UNITS})")
    op.add_column("edition", sa.Column("calendar", sa.JSON(), server_default=sa.text("'{}'"), nullable=False))
    # With its constraint in one statement: SQLite would have to rebuild a table others point to.
    op.execute(
        "ALTER TABLE reviewround ADD COLUMN purpose VARCHAR(32) DEFAULT 'shortlist' NOT NULL "
        "CONSTRAINT ck_reviewround_purpose_known CHECK (purpose IN ('shortlist', 'lecture'))"
    )
    _create_scores()
    _create_selection()
    _create_lists()
    _add_settings()
    _add_minima()
    _add_calendar()


def downgrade() -> None:
    raise NotImplementedError("restore a backup instead")


def _create_scores() -> None:
    op.create_table('tally',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('edition_id', sa.Integer(), nullable=False),
    sa.Column('source', sa.String(), nullable=False),
    sa.Column('counted_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('file_sha256', sa.String(), nullable=False),
    sa.Column('file_name', sa.String(), nullable=False),
    sa.Column('imported_by', sa.Integer(), nullable=False),
    sa.Column('imported_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('discarded_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('discard_reason', sa.Text(), nullable=True),
    sa.CheckConstraint("source <> ''", name=op.f('ck_tally_has_source')),
    sa.CheckConstraint('(discarded_at IS NULL) = (discard_reason IS NULL)', name=op.f('ck_tally_discarded_has_reason')),
    sa.ForeignKeyConstraint(['edition_id'], ['edition.id'], name=op.f('fk_tally_edition_id_edition')),
    sa.ForeignKeyConstraint(['file_sha256'], ['storedfile.sha256'], name=op.f('fk_tally_file_sha256_storedfile')),
    sa.ForeignKeyConstraint(['imported_by'], ['account.id'], name=op.f('fk_tally_imported_by_account')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_tally'))
    )
    op.create_index(op.f('ix_tally_edition_id'), 'tally', ['edition_id'], unique=False)
    op.create_table('tallycount',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('tally_id', sa.Integer(), nullable=False),
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('votes', sa.Integer(), nullable=False),
    sa.Column('written', sa.Text(), nullable=False),
    sa.Column('row', sa.Integer(), nullable=False),
    sa.CheckConstraint('votes >= 0', name=op.f('ck_tallycount_votes_not_negative')),
    sa.ForeignKeyConstraint(['case_id'], ['recommended_case.id'], name=op.f('fk_tallycount_case_id_recommended_case')),
    sa.ForeignKeyConstraint(['tally_id'], ['tally.id'], name=op.f('fk_tallycount_tally_id_tally')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_tallycount')),
    sa.UniqueConstraint('tally_id', 'case_id', name=op.f('uq_tallycount_tally_id_case_id'))
    )
    op.create_index(op.f('ix_tallycount_case_id'), 'tallycount', ['case_id'], unique=False)
    op.create_index(op.f('ix_tallycount_tally_id'), 'tallycount', ['tally_id'], unique=False)
    op.create_table('scoreset',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('edition_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('purpose', sa.String(length=32), nullable=False),
    sa.Column('round_id', sa.Integer(), nullable=False),
    sa.Column('method', sa.String(length=32), nullable=False),
    sa.Column('required', sa.Integer(), nullable=False),
    sa.Column('tally_id', sa.Integer(), nullable=True),
    sa.Column('vote_mapping', sa.String(length=32), nullable=False),
    sa.Column('vote_weight', sa.String(), nullable=False),
    sa.Column('basis', sa.String(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=True),
    sa.Column('fixed_by', sa.Integer(), nullable=False),
    sa.Column('fixed_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("method IN ('mean', 'trimmed', 'corrected')", name=op.f('ck_scoreset_method_known')),
    sa.CheckConstraint("purpose IN ('shortlist', 'lecture')", name=op.f('ck_scoreset_purpose_known')),
    sa.CheckConstraint("vote_mapping IN ('log_capped', 'min_max', 'rank')", name=op.f('ck_scoreset_vote_mapping_known')),
    sa.CheckConstraint('required > 0', name=op.f('ck_scoreset_required_positive')),
    sa.ForeignKeyConstraint(['edition_id'], ['edition.id'], name=op.f('fk_scoreset_edition_id_edition')),
    sa.ForeignKeyConstraint(['fixed_by'], ['account.id'], name=op.f('fk_scoreset_fixed_by_account')),
    sa.ForeignKeyConstraint(['round_id'], ['reviewround.id'], name=op.f('fk_scoreset_round_id_reviewround')),
    sa.ForeignKeyConstraint(['tally_id'], ['tally.id'], name=op.f('fk_scoreset_tally_id_tally')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_scoreset')),
    sa.UniqueConstraint('edition_id', 'number', name=op.f('uq_scoreset_edition_id_number'))
    )
    op.create_index(op.f('ix_scoreset_round_id'), 'scoreset', ['round_id'], unique=False)
    op.create_index(op.f('ix_scoreset_tally_id'), 'scoreset', ['tally_id'], unique=False)
    op.create_table('casescore',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('score_set_id', sa.Integer(), nullable=False),
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('sheets', sa.Integer(), nullable=False),
    sa.Column('mean', sa.Integer(), nullable=True),
    sa.Column('spread', sa.Integer(), nullable=True),
    sa.Column('trimmed', sa.Integer(), nullable=True),
    sa.Column('corrected', sa.Integer(), nullable=True),
    sa.Column('official', sa.Integer(), nullable=True),
    sa.Column('votes', sa.Integer(), nullable=True),
    sa.Column('vote_points', sa.Integer(), nullable=True),
    sa.Column('final', sa.Integer(), nullable=True),
    sa.CheckConstraint('(official IS NULL) = (final IS NULL)', name=op.f('ck_casescore_final_with_official')),
    sa.ForeignKeyConstraint(['case_id'], ['recommended_case.id'], name=op.f('fk_casescore_case_id_recommended_case')),
    sa.ForeignKeyConstraint(['score_set_id'], ['scoreset.id'], name=op.f('fk_casescore_score_set_id_scoreset')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_casescore')),
    sa.UniqueConstraint('score_set_id', 'case_id', name=op.f('uq_casescore_score_set_id_case_id'))
    )
    op.create_index(op.f('ix_casescore_case_id'), 'casescore', ['case_id'], unique=False)
    op.create_index(op.f('ix_casescore_score_set_id'), 'casescore', ['score_set_id'], unique=False)


def _create_selection() -> None:
    op.create_table('selectionrun',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('edition_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=32), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('score_set_id', sa.Integer(), nullable=False),
    sa.Column('base_run_id', sa.Integer(), nullable=True),
    sa.Column('problem', sa.JSON(), nullable=False),
    sa.Column('answer', sa.JSON(), nullable=False),
    sa.Column('fingerprint', sa.String(), nullable=False),
    sa.Column('made_by', sa.Integer(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("(kind = 'lecture') = (base_run_id IS NOT NULL)", name=op.f('ck_selectionrun_lecture_has_base')),
    sa.CheckConstraint("kind IN ('shortlist', 'lecture')", name=op.f('ck_selectionrun_kind_known')),
    sa.ForeignKeyConstraint(['base_run_id'], ['selectionrun.id'], name=op.f('fk_selectionrun_base_run_id_selectionrun')),
    sa.ForeignKeyConstraint(['edition_id'], ['edition.id'], name=op.f('fk_selectionrun_edition_id_edition')),
    sa.ForeignKeyConstraint(['made_by'], ['account.id'], name=op.f('fk_selectionrun_made_by_account')),
    sa.ForeignKeyConstraint(['score_set_id'], ['scoreset.id'], name=op.f('fk_selectionrun_score_set_id_scoreset')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_selectionrun')),
    sa.UniqueConstraint('edition_id', 'kind', 'number', name=op.f('uq_selectionrun_edition_id_kind_number'))
    )
    op.create_index(op.f('ix_selectionrun_base_run_id'), 'selectionrun', ['base_run_id'], unique=False)
    op.create_index(op.f('ix_selectionrun_edition_id'), 'selectionrun', ['edition_id'], unique=False)
    op.create_index(op.f('ix_selectionrun_score_set_id'), 'selectionrun', ['score_set_id'], unique=False)
    op.create_table('tiesettlement',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('edition_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=32), nullable=False),
    sa.Column('score_set_id', sa.Integer(), nullable=False),
    sa.Column('method', sa.String(length=32), nullable=False),
    sa.Column('order', sa.JSON(), nullable=False),
    sa.Column('seed', sa.String(), nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('decided_by', sa.Integer(), nullable=False),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("(method = 'draw') = (seed IS NOT NULL)", name=op.f('ck_tiesettlement_draw_has_seed')),
    sa.CheckConstraint("kind IN ('shortlist', 'lecture')", name=op.f('ck_tiesettlement_kind_known')),
    sa.CheckConstraint("method IN ('draw', 'deliberation', 'second_key')", name=op.f('ck_tiesettlement_method_known')),
    sa.ForeignKeyConstraint(['decided_by'], ['account.id'], name=op.f('fk_tiesettlement_decided_by_account')),
    sa.ForeignKeyConstraint(['edition_id'], ['edition.id'], name=op.f('fk_tiesettlement_edition_id_edition')),
    sa.ForeignKeyConstraint(['score_set_id'], ['scoreset.id'], name=op.f('fk_tiesettlement_score_set_id_scoreset')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_tiesettlement'))
    )
    op.create_index(op.f('ix_tiesettlement_edition_id'), 'tiesettlement', ['edition_id'], unique=False)
    op.create_index(op.f('ix_tiesettlement_score_set_id'), 'tiesettlement', ['score_set_id'], unique=False)


def _create_lists() -> None:
    op.create_table('confirmedlist',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('edition_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=32), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('run_id', sa.Integer(), nullable=False),
    sa.Column('fingerprint', sa.String(), nullable=False),
    sa.Column('met_on', sa.Date(), nullable=False),
    sa.Column('minutes_number', sa.String(), nullable=False),
    sa.Column('minutes_sha256', sa.String(), nullable=False),
    sa.Column('minutes_name', sa.String(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=True),
    sa.Column('confirmed_by', sa.Integer(), nullable=False),
    sa.Column('confirmed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('replaced_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('announced_on', sa.Date(), nullable=True),
    sa.Column('announced_until', sa.Date(), nullable=True),
    sa.CheckConstraint("kind IN ('shortlist', 'lecture')", name=op.f('ck_confirmedlist_kind_known')),
    sa.CheckConstraint('(announced_on IS NULL) = (announced_until IS NULL)', name=op.f('ck_confirmedlist_announcement_has_both_ends')),
    sa.CheckConstraint('version = 1 OR reason IS NOT NULL', name=op.f('ck_confirmedlist_later_has_reason')),
    sa.ForeignKeyConstraint(['confirmed_by'], ['account.id'], name=op.f('fk_confirmedlist_confirmed_by_account')),
    sa.ForeignKeyConstraint(['edition_id'], ['edition.id'], name=op.f('fk_confirmedlist_edition_id_edition')),
    sa.ForeignKeyConstraint(['minutes_sha256'], ['storedfile.sha256'], name=op.f('fk_confirmedlist_minutes_sha256_storedfile')),
    sa.ForeignKeyConstraint(['run_id'], ['selectionrun.id'], name=op.f('fk_confirmedlist_run_id_selectionrun')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_confirmedlist')),
    sa.UniqueConstraint('edition_id', 'kind', 'version', name=op.f('uq_confirmedlist_edition_id_kind_version')),
    sa.UniqueConstraint('run_id', name=op.f('uq_confirmedlist_run_id'))
    )
    op.create_index(op.f('ix_confirmedlist_edition_id'), 'confirmedlist', ['edition_id'], unique=False)
    op.create_index('uq_confirmedlist_current', 'confirmedlist', ['edition_id', 'kind'], unique=True, sqlite_where=sa.text('replaced_at IS NULL'), postgresql_where=sa.text('replaced_at IS NULL'))
    op.create_table('listedcase',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('list_id', sa.Integer(), nullable=False),
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('place', sa.Integer(), nullable=False),
    sa.Column('score', sa.Integer(), nullable=False),
    sa.CheckConstraint('place > 0', name=op.f('ck_listedcase_place_positive')),
    sa.ForeignKeyConstraint(['case_id'], ['recommended_case.id'], name=op.f('fk_listedcase_case_id_recommended_case')),
    sa.ForeignKeyConstraint(['list_id'], ['confirmedlist.id'], name=op.f('fk_listedcase_list_id_confirmedlist')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_listedcase')),
    sa.UniqueConstraint('list_id', 'case_id', name=op.f('uq_listedcase_list_id_case_id')),
    sa.UniqueConstraint('list_id', 'place', name=op.f('uq_listedcase_list_id_place'))
    )
    op.create_index(op.f('ix_listedcase_case_id'), 'listedcase', ['case_id'], unique=False)
    op.create_index(op.f('ix_listedcase_list_id'), 'listedcase', ['list_id'], unique=False)
    op.create_table('objection',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('edition_id', sa.Integer(), nullable=False),
    sa.Column('list_id', sa.Integer(), nullable=False),
    sa.Column('case_id', sa.Integer(), nullable=True),
    sa.Column('state', sa.String(length=32), nullable=False),
    sa.Column('received_on', sa.Date(), nullable=False),
    sa.Column('objector', sa.String(), nullable=False),
    sa.Column('objector_contact', sa.String(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('file_sha256', sa.String(), nullable=True),
    sa.Column('file_name', sa.String(), nullable=True),
    sa.Column('outcome', sa.String(length=32), nullable=True),
    sa.Column('answer', sa.Text(), nullable=True),
    sa.Column('registered_by', sa.Integer(), nullable=False),
    sa.Column('registered_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('answered_by', sa.Integer(), nullable=True),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('resulting_list_id', sa.Integer(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("(state = 'answered') = (answered_at IS NOT NULL)", name=op.f('ck_objection_answered_has_moment')),
    sa.CheckConstraint("(state = 'answered') = (outcome IS NOT NULL)", name=op.f('ck_objection_answered_has_outcome')),
    sa.CheckConstraint("objector <> ''", name=op.f('ck_objection_by_name')),
    sa.CheckConstraint("outcome IN ('upheld', 'dismissed')", name=op.f('ck_objection_outcome_known')),
    sa.CheckConstraint("state IN ('open', 'answered')", name=op.f('ck_objection_state_known')),
    sa.ForeignKeyConstraint(['answered_by'], ['account.id'], name=op.f('fk_objection_answered_by_account')),
    sa.ForeignKeyConstraint(['case_id'], ['recommended_case.id'], name=op.f('fk_objection_case_id_recommended_case')),
    sa.ForeignKeyConstraint(['edition_id'], ['edition.id'], name=op.f('fk_objection_edition_id_edition')),
    sa.ForeignKeyConstraint(['file_sha256'], ['storedfile.sha256'], name=op.f('fk_objection_file_sha256_storedfile')),
    sa.ForeignKeyConstraint(['list_id'], ['confirmedlist.id'], name=op.f('fk_objection_list_id_confirmedlist')),
    sa.ForeignKeyConstraint(['registered_by'], ['account.id'], name=op.f('fk_objection_registered_by_account')),
    sa.ForeignKeyConstraint(['resulting_list_id'], ['confirmedlist.id'], name=op.f('fk_objection_resulting_list_id_confirmedlist')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_objection'))
    )
    op.create_index(op.f('ix_objection_case_id'), 'objection', ['case_id'], unique=False)
    op.create_index('ix_objection_edition_state', 'objection', ['edition_id', 'state'], unique=False)
    op.create_index(op.f('ix_objection_list_id'), 'objection', ['list_id'], unique=False)
    op.create_index(op.f('ix_objection_resulting_list_id'), 'objection', ['resulting_list_id'], unique=False)
    op.create_table('listdecision',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('edition_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=32), nullable=False),
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('effect', sa.String(length=32), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('objection_id', sa.Integer(), nullable=True),
    sa.Column('decided_by', sa.Integer(), nullable=False),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('lifted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('lift_reason', sa.Text(), nullable=True),
    sa.CheckConstraint("effect IN ('pinned', 'excluded')", name=op.f('ck_listdecision_effect_known')),
    sa.CheckConstraint("kind IN ('shortlist', 'lecture')", name=op.f('ck_listdecision_kind_known')),
    sa.CheckConstraint('(lifted_at IS NULL) = (lift_reason IS NULL)', name=op.f('ck_listdecision_lifted_has_reason')),
    sa.ForeignKeyConstraint(['case_id'], ['recommended_case.id'], name=op.f('fk_listdecision_case_id_recommended_case')),
    sa.ForeignKeyConstraint(['decided_by'], ['account.id'], name=op.f('fk_listdecision_decided_by_account')),
    sa.ForeignKeyConstraint(['edition_id'], ['edition.id'], name=op.f('fk_listdecision_edition_id_edition')),
    sa.ForeignKeyConstraint(['objection_id'], ['objection.id'], name=op.f('fk_listdecision_objection_id_objection')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_listdecision'))
    )
    op.create_index(op.f('ix_listdecision_case_id'), 'listdecision', ['case_id'], unique=False)
    op.create_index(op.f('ix_listdecision_edition_id'), 'listdecision', ['edition_id'], unique=False)
    op.create_index(op.f('ix_listdecision_objection_id'), 'listdecision', ['objection_id'], unique=False)
    op.create_index('uq_list_decision_standing', 'listdecision', ['kind', 'case_id'], unique=True, sqlite_where=sa.text('lifted_at IS NULL'), postgresql_where=sa.text('lifted_at IS NULL'))


def _add_settings() -> None:
    for key, label, unit, value in _SETTINGS:
        _add(key, label, unit, value)


def _add_minima() -> None:
    found = sa.text("SELECT DISTINCT name FROM editionword WHERE kind = 'category' ORDER BY name")
    for (category,) in op.get_bind().execute(found).all():
        for key, listed in _LISTS.items():
            label = f"{listed}中{category}的最少件数（0 为不限）"
            _add(f"{key}.category_min.{category}", label, "pieces", "0")


def _add(key: str, label: str, unit: str, value: str) -> None:
    op.get_bind().execute(
        sa.text(
            "INSERT INTO editionsetting (edition_id, key, label, unit, value, origin, position, version) "
            "SELECT e.id, :key, :label, :unit, :value, 'setting', "
            "(SELECT COALESCE(MAX(s.position), 0) + 1 FROM editionsetting s WHERE s.edition_id = e.id), 1 "
            "FROM edition e"
        ),
        {"key": key, "label": label, "unit": unit, "value": value},
    )


def _add_calendar() -> None:
    days = {"holidays": "".join(_HOLIDAYS).split(), "workdays": "".join(_WORKDAYS).split()}
    op.get_bind().execute(
        sa.text("UPDATE edition SET calendar = :days").bindparams(sa.bindparam("days", type_=sa.JSON())),
        {"days": days},
    )
