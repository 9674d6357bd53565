"""形式资格审查: the checklist of an edition, examinations, answers and returns. Only adds tables."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

# What editions loaded before there was a checklist get; later changes stand in their TOML and on screen.
_CHECKLIST = (
    ("fields", "汇总表各栏填写完整", "machine", "notice", "附件3", "summary", "REQUIRED_MISSING PHONE_INVALID PHONE_SCI_NOTATION CONTACT_TITLE_MISSING ENTERPRISE_TYPE_INVALID ENTERPRISE_TYPE_AMBIGUOUS PEOPLE_TOO_MANY TEXT_TOO_LONG FORMULA_NO_CACHE ENCODING_ERRORS HIDDEN_ROWS SUSPICIOUS_MARKUP", True),
    ("category", "案例类型为三类之一", "machine", "notice", "三（一）1", "summary", "CATEGORY_INVALID CATEGORY_MULTI CATEGORY_NONE CATEGORY_UNREADABLE CATEGORY_MISMATCH", True),
    ("one_per_enterprise", "同一企业不超过 1 个案例", "machine", "notice", "二（二）2", "summary", "DUP_ENTERPRISE_IN_CITY DUP_ENTERPRISE_SUSPECT DUP_ENTERPRISE_CROSS_CITY DUP_CASE_CROSS_CITY DUP_CASE_SUSPECT", True),
    ("territory", "符合属地原则", "machine", "notice", "二（二）1", "summary", "ADDRESS_OUTSIDE_CITY", True),
    ("consistent", "推荐表齐全，与汇总表一致", "machine", "notice", "附件2", "form", "FORM_MISSING NAME_MISMATCH ENTERPRISE_MISMATCH CONTACT_MISMATCH TRACKED_CHANGES", True),
    ("abstract", "案例概要已填写，字数相符", "machine", "notice", "附件2", "form", "ABSTRACT_EMPTY ABSTRACT_OVER_2000", True),
    ("pictures", "图文并茂，图片大小和张数相符", "machine", "notice", "附件2", "form", "PICTURE_NONE PICTURE_OVER_3 PICTURE_UNDER_2M PICTURE_LINKED", True),
    ("seals", "推荐单位和市级科协已签署意见并盖章", "person", "notice", "附件2", "form", "RECOMMENDER_OPINION_BLANK CITY_OPINION_BLANK", True),
    ("word_and_pdf", "推荐表 Word 版和 PDF 版各一套，内容一致", "machine", "notice", "三（二）", "pdf", "PDF_MISSING PDF_BROKEN PDF_ENCRYPTED PDF_WORD_MISMATCH", True),
    ("video", "短视频已提交，格式、时长、画幅相符", "machine", "notice", "附件4·五", "video", "VIDEO_MISSING NOT_MP4 VIDEO_TRUNCATED VIDEO_UNREADABLE NO_VIDEO_TRACK DURATION_SHORT DURATION_LONG VIDEO_TRACK_SHORT PORTRAIT ASPECT_NOT_16_9 NOT_HD", True),
    ("video_content", "视频内容展示创新项目、过程和成果", "person", "notice", "附件4·二", None, "", True),
    ("video_subtitles", "视频画面和字幕清晰准确", "person", "notice", "附件4·三", None, "", True),
    ("video_sound", "视频人声清晰，无杂音", "person", "notice", "附件4·四", "video", "NO_AUDIO", True),
    ("no_advertisement", "不以企业宣传、推广为内容", "person", "notice", "三（一）3", "form", "PROMOTIONAL_WORDING", True),
    ("safety", "企业三年内未发生重大安全事故", "declaration", "notice", "三（一）3", None, "", True),
    ("quality", "企业三年内未发生重大质量事故", "declaration", "notice", "三（一）3", None, "", True),
    ("environment", "企业三年内无严重环境违法行为", "declaration", "notice", "三（一）3", None, "", True),
    ("credit", "团队成员三年内无个人征信问题", "declaration", "notice", "三（一）3", None, "", True),
    ("sanction", "团队成员三年内未受到处分", "declaration", "notice", "三（一）3", None, "", True),
    ("seal_name", "印章与单位名称一致", "person", "setting", None, None, "", False),
    ("legal_name", "完成单位名称与营业执照一致", "person", "setting", None, None, "", False),
    ("submitted_before", "未重复申报，未曾获同类奖励", "declaration", "setting", None, None, "", False),
    ("person_once", "同一人员未列入多件案例", "person", "setting", None, None, "", False),
    ("people_count", "完成人员和单位数未超限，与签名页一致", "person", "setting", None, None, "", False),
    ("name_without_brand", "案例名称不含企业名称或品牌", "person", "setting", None, None, "", False),
    ("name_length", "案例名称不超过 30 字", "person", "setting", None, None, "", False),
    ("name_own", "案例名称与通知、指南的题目不同", "person", "setting", None, None, "", False),
    ("no_dispute", "没有未决的权属或署名争议", "declaration", "setting", None, None, "", False),
    ("in_province", "第一完成单位在本省", "person", "setting", None, None, "", False),
    ("original_sealed", "已提交盖章原件", "person", "setting", None, None, "", False),
)
_REASONS = (
    ("FIELDS_INCOMPLETE", "汇总表内容不完整或有误", "fields"),
    ("CATEGORY_WRONG", "案例类型未选、多选或与汇总表不一致", "category"),
    ("ENTERPRISE_REPEATED", "同一企业推荐了不止 1 个案例", "one_per_enterprise"),
    ("OUTSIDE_CITY", "企业不属于推荐的市州", "territory"),
    ("FORM_MISSING", "缺推荐表", "consistent"),
    ("FORM_DIFFERS", "推荐表与汇总表不一致", "consistent"),
    ("ABSTRACT_LACKING", "案例概要未填写或过长", "abstract"),
    ("PICTURES_LACKING", "图片缺少、过小或多于 3 张", "pictures"),
    ("SEAL_LACKING", "推荐单位或市级科协意见、盖章、日期不全", "seals"),
    ("PDF_LACKING", "缺 PDF 版或与 Word 版不一致", "word_and_pdf"),
    ("VIDEO_MISSING", "缺案例宣传短视频", "video"),
    ("VIDEO_FORMAT", "视频格式、时长或画幅不符", "video"),
    ("VIDEO_CONTENT", "视频内容与案例不符", "video_content"),
    ("VIDEO_SUBTITLES", "视频画面或字幕不清晰", "video_subtitles"),
    ("VIDEO_SOUND", "视频没有声音或声音不清晰", "video_sound"),
    ("ADVERTISEMENT", "含企业宣传、推广内容", "no_advertisement"),
    ("SAFETY_PROOF", "需说明三年内安全生产情况", "safety"),
    ("QUALITY_PROOF", "需说明三年内产品质量情况", "quality"),
    ("ENVIRONMENT_PROOF", "需说明三年内环境守法情况", "environment"),
    ("CREDIT_PROOF", "需说明团队成员征信情况", "credit"),
    ("SANCTION_PROOF", "需说明团队成员有无处分", "sanction"),
    ("SEAL_NAME", "印章与单位名称不一致", "seal_name"),
    ("LEGAL_NAME", "完成单位名称与营业执照不一致", "legal_name"),
    ("SUBMITTED_BEFORE", "需说明是否重复申报或曾获奖", "submitted_before"),
    ("PERSON_REPEATED", "同一人员列入多件案例", "person_once"),
    ("PEOPLE_DIFFER", "完成人员、单位超限或与签名页不一致", "people_count"),
    ("NAME_BRAND", "案例名称含企业名称或品牌", "name_without_brand"),
    ("NAME_LONG", "案例名称超过 30 字", "name_length"),
    ("NAME_COPIED", "案例名称照抄通知或指南的题目", "name_own"),
    ("DISPUTE", "需说明有无权属或署名争议", "no_dispute"),
    ("OUTSIDE_PROVINCE", "第一完成单位不在本省", "in_province"),
    ("ORIGINAL_LACKING", "缺盖章原件", "original_sealed"),
)


def upgrade() -> None:
    _create_checklist()
    _create_examinations()
    _create_returns()
    _complete_editions()


def downgrade() -> None:
    raise NotImplementedError("restore a backup instead")


def _create_checklist() -> None:
    op.create_table(
        "checklistitem",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("origin", sa.String(32), nullable=False),
        sa.Column("clause", sa.String(), nullable=True),
        sa.Column("material", sa.String(32), nullable=True),
        sa.Column("codes", sa.JSON(), nullable=False),
        sa.Column("is_enabled", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('machine', 'person', 'declaration')", name=op.f("ck_checklistitem_kind_known")
        ),
        sa.CheckConstraint("origin IN ('notice', 'setting')", name=op.f("ck_checklistitem_origin_known")),
        sa.CheckConstraint(
            "material IN ('summary', 'form', 'pdf', 'picture', 'attachment', 'video', 'archive', 'unknown')",
            name=op.f("ck_checklistitem_material_known"),
        ),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["edition.id"], name=op.f("fk_checklistitem_edition_id_edition")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checklistitem")),
        sa.UniqueConstraint("edition_id", "key", name=op.f("uq_checklistitem_edition_id_key")),
    )
    op.create_index(op.f("ix_checklistitem_edition_id"), "checklistitem", ["edition_id"])
    op.create_table(
        "returnreason",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["edition.id"], name=op.f("fk_returnreason_edition_id_edition")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_returnreason")),
        sa.UniqueConstraint("edition_id", "code", name=op.f("uq_returnreason_edition_id_code")),
    )
    op.create_index(op.f("ix_returnreason_edition_id"), "returnreason", ["edition_id"])


def _create_examinations() -> None:
    op.create_table(
        "examination",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("agreed_by", sa.Integer(), nullable=True),
        sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("case_version", sa.Integer(), nullable=True),
        sa.Column("seen_findings", sa.JSON(), nullable=False),
        sa.Column("claimed_by", sa.Integer(), nullable=True),
        sa.Column("claimed_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state IN ('waiting', 'passed', 'returned', 'refusal_proposed', 'refused')",
            name=op.f("ck_examination_state_known"),
        ),
        sa.CheckConstraint(
            "(state = 'waiting') = (decided_by IS NULL)", name=op.f("ck_examination_verdict_has_author")
        ),
        sa.CheckConstraint(
            "(decided_by IS NULL) = (decided_at IS NULL)", name=op.f("ck_examination_verdict_has_moment")
        ),
        sa.CheckConstraint(
            "(state = 'refused') = (agreed_by IS NOT NULL)", name=op.f("ck_examination_refusal_is_agreed")
        ),
        sa.CheckConstraint(
            "agreed_by IS NULL OR agreed_by <> decided_by", name=op.f("ck_examination_refusal_takes_two")
        ),
        sa.CheckConstraint(
            "state NOT IN ('refusal_proposed', 'refused') OR reason IS NOT NULL",
            name=op.f("ck_examination_refusal_has_reason"),
        ),
        sa.CheckConstraint(
            "(claimed_by IS NULL) = (claimed_until IS NULL)", name=op.f("ck_examination_claim_ends")
        ),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_examination_edition_id_edition")),
        sa.ForeignKeyConstraint(
            ["case_id"], ["recommended_case.id"], name=op.f("fk_examination_case_id_recommended_case")
        ),
        *(
            sa.ForeignKeyConstraint([who], ["account.id"], name=op.f(f"fk_examination_{who}_account"))
            for who in ("decided_by", "agreed_by", "claimed_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_examination")),
        sa.UniqueConstraint("case_id", name=op.f("uq_examination_case_id")),
    )
    op.create_index("ix_examination_edition_state", "examination", ["edition_id", "state"])
    op.create_table(
        "examinationanswer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("examination_id", sa.Integer(), nullable=False),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("verdict", sa.String(32), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("given_by", sa.Integer(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "verdict IN ('fine', 'not_fine', 'not_applicable')",
            name=op.f("ck_examinationanswer_verdict_known"),
        ),
        sa.ForeignKeyConstraint(
            ["examination_id"], ["examination.id"], name=op.f("fk_examinationanswer_examination_id_examination")
        ),
        sa.ForeignKeyConstraint(
            ["given_by"], ["account.id"], name=op.f("fk_examinationanswer_given_by_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_examinationanswer")),
        sa.UniqueConstraint(
            "examination_id", "item", name=op.f("uq_examinationanswer_examination_id_item")
        ),
    )
    op.create_index(op.f("ix_examinationanswer_examination_id"), "examinationanswer", ["examination_id"])


def _create_returns() -> None:
    op.create_table(
        "casereturn",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("examination_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("returned_by", sa.Integer(), nullable=False),
        sa.Column("returned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("case_version", sa.Integer(), nullable=False),
        sa.Column("seen_findings", sa.JSON(), nullable=False),
        sa.Column("answered_by", sa.Integer(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('open', 'answered', 'settled')", name=op.f("ck_casereturn_state_known")
        ),
        sa.CheckConstraint(
            "(answered_by IS NULL) = (answered_at IS NULL)", name=op.f("ck_casereturn_answer_has_author")
        ),
        sa.CheckConstraint(
            "state <> 'answered' OR answered_at IS NOT NULL", name=op.f("ck_casereturn_answered_has_answer")
        ),
        sa.CheckConstraint(
            "(state = 'settled') = (settled_at IS NOT NULL)", name=op.f("ck_casereturn_settled_has_moment")
        ),
        sa.ForeignKeyConstraint(
            ["examination_id"], ["examination.id"], name=op.f("fk_casereturn_examination_id_examination")
        ),
        *(
            sa.ForeignKeyConstraint([who], ["account.id"], name=op.f(f"fk_casereturn_{who}_account"))
            for who in ("returned_by", "answered_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_casereturn")),
    )
    op.create_index(op.f("ix_casereturn_examination_id"), "casereturn", ["examination_id"])
    op.create_index(
        "uq_casereturn_unsettled",
        "casereturn",
        ["examination_id"],
        unique=True,
        sqlite_where=sa.text("state <> 'settled'"),
        postgresql_where=sa.text("state <> 'settled'"),
    )


def _complete_editions() -> None:
    """Give the editions that are there the checklist, its reasons and the days a city has."""
    execute = op.get_bind().execute
    for position, (key, label, kind, origin, clause, material, codes, enabled) in enumerate(_CHECKLIST, start=1):
        execute(
            sa.text(
                "INSERT INTO checklistitem (edition_id, key, label, kind, origin, clause, material, codes, "
                "is_enabled, position) SELECT id, :key, :label, :kind, :origin, :clause, :material, :codes, "
                ":enabled, :position FROM edition"
            ).bindparams(
                sa.bindparam("clause", type_=sa.String()),
                sa.bindparam("material", type_=sa.String()),
                sa.bindparam("codes", type_=sa.JSON()),
                sa.bindparam("enabled", type_=sa.Boolean()),
                sa.bindparam("position", type_=sa.Integer()),
            ),
            {
                "key": key, "label": label, "kind": kind, "origin": origin, "clause": clause,
                "material": material, "codes": codes.split(), "enabled": enabled, "position": position,
            },
        )  # fmt: skip
    for position, (code, label, item) in enumerate(_REASONS, start=1):
        execute(
            sa.text(
                "INSERT INTO returnreason (edition_id, code, label, item, position) "
                "SELECT id, :code, :label, :item, :position FROM edition"
            ).bindparams(sa.bindparam("position", type_=sa.Integer())),
            {"code": code, "label": label, "item": item, "position": position},
        )
    execute(
        sa.text(
            "INSERT INTO editionsetting (edition_id, key, label, unit, value, origin, position, version) "
            "SELECT e.id, 'eligibility.return_days', '退回补正默认期限', 'days', '5', 'setting', "
            "(SELECT COALESCE(MAX(s.position), 0) + 1 FROM editionsetting s WHERE s.edition_id = e.id), 1 "
            "FROM edition e"
        )
    )
