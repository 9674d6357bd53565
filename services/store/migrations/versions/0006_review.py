"""专家评审: rubrics, reviewers, conflicts, rounds, assignments, sheets and deliberations. Only adds tables."""

from datetime import UTC, datetime

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
# Editions loaded before there were rubrics get these, by category; later changes stand in their TOML and on screen.
# A criterion: key, label, question, weight, clause, and what earns 优, 良, 中 and 差.
_RUBRICS = {
    "组织创新": (
        ("novelty", "创新独到性", "战略定位、组织架构、管理模式或市场策略上有什么独到的创新？", 25, "三（一）1",
         ("做法在行业内首创，说清了与通行做法的不同", "在借鉴基础上有实质改进，针对本企业的真问题", "有调整，但多是通行做法的照搬或组合", "说不出与原有做法的不同，或只有口号")),
        ("effect", "运营与竞争成效", "企业运营效率、市场竞争力或行业影响力提升了多少？", 25, "三（一）1",
         ("关键指标前后对比显著，数据有出处，归因清楚", "有前后对比数据，提升明显，归因基本清楚", "有提升，但数据零散，难以归因于这项创新", "只有笼统描述，没有可核对的数据")),
        ("replicable", "可复制性与示范效应", "别的企业能不能学、有没有学？", 15, "三（一）1",
         ("已有其他企业采用并见效，条件和步骤清楚", "方法成形，适用条件清楚，同类企业可照做", "部分做法可借鉴，但依赖本企业的特殊条件", "只适用于本企业，看不出如何推广")),
        ("lead", "引领行业转型升级", "对行业的转型升级起到了什么引领作用？", 10, "三（一）1",
         ("带动行业改变做法，有标准、政策或同行为证", "在省内同行业中有带动，有具体事例", "对上下游个别企业有影响", "没有说明对行业的作用")),
        ("process", "创新历程与科学方法", "从受到启发到确定路线，思路和方法是否讲清楚了？", 15, "三（一）2",
         ("启发、选择、试错、定型环环相扣，依据充分", "过程完整，关键选择说明了理由", "有过程，但缺少关键转折或选择的理由", "只讲结果，没有过程")),
        ("spirit", "励志故事与报国情怀", "是否以真实的人和事展现科学家精神、企业家与科学家的协同？", 10, "三（一）2",
         ("人物鲜活，困难与抉择具体，感人而可信", "有人有事，精神通过事例体现", "有人物，但以评价代替事例", "没有人物故事，或通篇是企业宣传口吻")),
    ),
    "技术创新": (
        ("originality", "原创性", "核心技术是不是自主提出的，新在哪里？", 20, "三（一）1",
         ("原理或方法首次提出，有发明专利或论文为证", "核心部分自主研发，有授权专利等证明", "在引进技术上改进，新意限于局部", "主要为现成技术的应用，说不清新在哪里")),
        ("advance", "先进性", "与国内外同类技术相比，水平如何？", 15, "三（一）1",
         ("关键指标领先国内外同类，有检测或查新报告", "关键指标国内领先或填补空白，有对比数据", "达到同行一般水平，有部分对比", "没有与同类技术的对比")),
        ("recognition", "领域内知名度", "在本领域是否得到认可？", 5, "三（一）1",
         ("获省部级以上奖励，或写入国家、行业标准", "有行业奖励、鉴定或主要客户的采用证明", "有少量报道或用户评价", "看不到外部认可")),
        ("effect", "性能、成本与关键难题", "产品性能提升、成本降低或行业关键难题解决到什么程度？", 20, "三（一）1",
         ("解决行业关键难题，或性能、成本改善有实测", "性能或成本明显改善，有前后对比数据", "有改善，但幅度小或数据不完整", "没有可核对的效果数据")),
        ("industry", "推动产业技术进步", "对产业技术进步起了多大作用？", 15, "三（一）1",
         ("带动产业链升级或进口替代，已规模应用", "在多家企业应用，带动上下游改进", "在本企业批量应用，尚未向外推广", "停留在样机或试验阶段")),
        ("process", "科研历程与科学方法", "从受到启发到确定技术路线，科学思想和原理是否讲清楚了？", 15, "三（一）2",
         ("从启发到产品推广完整，原理与路线取舍清楚", "过程完整，说明了学科原理和主要取舍", "有过程，但原理或路线的取舍交代不清", "只讲结果和参数，没有过程")),
        ("spirit", "励志故事与科学家精神", "是否以真实的人和事展现自立自强、企业家与科学家的协同？", 10, "三（一）2",
         ("人物鲜活，攻关的困难与坚持具体可信", "有人有事，精神通过事例体现", "有人物，但以评价代替事例", "没有人物故事，或通篇是企业宣传口吻")),
    ),
    "工艺创新": (
        ("novelty", "工艺微创新", "在传统工艺、手工制作或生产流程上改了什么，新在哪里？", 20, "三（一）1",
         ("改进点独到，突破长期瓶颈，有专利或工法为证", "改进点明确有效，说清了与原工艺的不同", "有改进，但同行已普遍采用", "看不出与原工艺的不同")),
        ("heritage", "技艺传承与改良", "技艺怎样传下来，又怎样改得更好？", 15, "三（一）1",
         ("传承脉络清楚，改良保住精髓并已带出新人", "有传承有改良，形成操作规范或师徒机制", "以沿用为主，改良或传承说得简单", "没有涉及传承，或改良失去原有特色")),
        ("effect", "质量、特色与新产品", "产品质量、特色提升或新产品开发的成效如何？", 20, "三（一）1",
         ("质量或特色显著提升，有检测、良率、销量为证", "质量提升或新产品已上市，有前后对比数据", "有提升，但数据零散", "没有可核对的成效")),
        ("craft", "工匠精神", "是否展现了精益求精、专注坚守的工匠精神？", 15, "三（一）1",
         ("长期专注的事例具体，细节见功夫，令人信服", "有工匠人物和改进细节，体现精益求精", "提到工匠精神，事例较少", "只有口号，没有人和事")),
        ("culture", "传统文化与产业升级", "对弘扬传统文化、促进产业升级有什么意义？", 10, "三（一）1",
         ("带动当地产业或传统技艺振兴，有数据或事例", "对同行或文化传播有实际作用", "有一定意义，作用限于本企业", "没有说明意义")),
        ("process", "创新历程与科学方法", "从发现问题到工艺定型，思路和原理是否讲清楚了？", 10, "三（一）2",
         ("问题、原理、试验、定型环环相扣", "过程完整，说明了主要试验和取舍", "有过程，但原理或试验交代不清", "只讲结果，没有过程")),
        ("spirit", "励志故事与报国情怀", "是否以真实的人和事展现自立自强、协同创新的情怀？", 10, "三（一）2",
         ("人物鲜活，困难与坚持具体可信", "有人有事，精神通过事例体现", "有人物，但以评价代替事例", "没有人物故事，或通篇是企业宣传口吻")),
    ),
}
# Of how many points from how many on a level begins: 优, 良, 中; 差 from 0.
_BEGINS = {5: (5, 4, 3), 10: (9, 7, 5), 15: (14, 11, 8), 20: (18, 14, 10), 25: (23, 18, 13)}


def upgrade() -> None:
    with op.batch_alter_table("editionsetting", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_editionsetting_unit_known"), type_="check")
        batch_op.create_check_constraint(op.f("ck_editionsetting_unit_known"), f"unit IN ({_UNITS})")
    _create_rubric_and_people()
    _create_rounds()
    _create_sheets()
    _create_deliberations()
    _add_settings()
    _add_rubrics()


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


def _add_rubrics() -> None:
    for category, criteria in _RUBRICS.items():
        op.get_bind().execute(
            sa.text(
                "INSERT INTO rubric (edition_id, category, version, criteria, created_by, created_at) "
                "SELECT edition_id, :category, 1, :criteria, 'system', :now FROM editionword "
                "WHERE kind = 'category' AND name = :category"
            ).bindparams(
                sa.bindparam("category", type_=sa.String()),
                sa.bindparam("criteria", type_=sa.JSON()),
                sa.bindparam("now", type_=sa.DateTime(timezone=True)),
            ),
            {"category": category, "criteria": [_criterion(*one) for one in criteria], "now": datetime.now(UTC)},
        )


def _criterion(key: str, label: str, question: str, weight: int, clause: str, anchors: tuple[str, ...]) -> dict[str, object]:
    begins = (*_BEGINS[weight], 0)
    ends = (weight, *(begin - 1 for begin in begins))
    return {
        "key": key, "label": label, "question": question, "weight": weight, "scale": weight,
        "origin": "notice", "clause": clause,
        "levels": [
            {"label": word, "low": low, "high": high, "anchor": anchor}
            for word, low, high, anchor in zip("优良中差", begins, ends, anchors, strict=False)
        ],
    }  # fmt: skip
