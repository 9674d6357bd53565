"""The acts of the log and what a person calls them."""

from collections.abc import Mapping

from services.terms import Field, Term


class LoggedAct(Term):
    """What an entry of the log says was done."""

    EDITION_LOAD = "edition.load", "装载届次"
    EDITION_SWITCH = "edition.switch", "切换当前届次"
    STAGE_MOVE = "edition.move_stage", "调整阶段"
    SETTING_CHANGE = "edition.change_setting", "修改活动设置"
    QUOTA_CHANGE = "edition.change_quota", "修改名额"
    DEADLINE_CHANGE = "edition.change_deadline", "修改截止日期"
    PARK_REGISTER = "edition.register_park", "登记园区科协"
    HOLIDAYS_REGISTER = "edition.register_holidays", "登记节假日"
    CHECKLIST_CHANGE = "edition.change_checklist", "调整审查清单"
    RUBRIC_CHANGE = "review.change_rubric", "修改评分标准"
    FIRST_ADMINISTRATOR = "account.create_first", "创建首位系统管理员"
    ACCOUNT_CREATE = "account.create", "创建账号"
    ACCOUNTS_ENROL = "account.enrol", "批量创建账号"
    ACCOUNT_DISABLE = "account.disable", "停用账号"
    ACCOUNT_ENABLE = "account.enable", "启用账号"
    ROLE_CHANGE = "account.change_role", "调整角色"
    PASSWORD_RESET = "account.reset_password", "重置密码"
    PASSWORDS_REISSUE = "account.reissue", "批量重发初始密码"
    PASSWORD_CHANGE = "account.change_password", "修改密码"
    SIGN_IN = "session.sign_in", "登录"
    SIGN_OUT = "session.sign_out", "退出登录"
    SIGN_OUT_EVERYWHERE = "session.sign_out_everywhere", "退出全部登录"
    SIGN_IN_LOCK = "session.lock", "多次输错密码，暂时锁定"
    SUBMISSION_RECEIVE = "submission.receive", "接收报送"
    SUBMISSION_CITY = "submission.choose_city", "指定报送市州"
    SUBMISSION_DISCARD = "submission.discard", "不采用报送"
    SUBMISSION_APPLY = "submission.apply", "报送入库"
    ROW_CORRECT = "submission.correct", "更正报送内容"
    ROW_SET_ASIDE = "submission.set_aside", "搁置一行"
    ROW_TAKE_BACK = "submission.take_back", "取消搁置"
    FINDING_ANSWER = "submission.answer", "说明检查结果"
    ROW_MATCH = "submission.match", "指定对应案例"
    PARK_ANSWER = "submission.answer_park", "批量确认园区科协"
    PACKAGE_RECEIVE = "package.receive", "接收材料"
    DISC_REGISTER = "package.register_disc", "登记光盘或 U 盘"
    DISC_READ = "package.read_disc", "读取光盘或 U 盘"
    MATERIALS_MATCH = "material.match", "自动对应材料"
    MATERIAL_ASSIGN = "material.assign", "指定材料所属案例"
    MATERIAL_SET_ASIDE = "material.set_aside", "不采用材料"
    MATERIAL_TAKE_BACK = "material.take_back", "重新采用材料"
    CASE_EDIT = "case.edit", "修改案例"
    CASE_WITHDRAW = "case.withdraw", "撤回案例"
    CASE_RESTORE = "case.restore", "恢复案例"
    ELIGIBILITY_PASS = "eligibility.pass", "审查通过"
    ELIGIBILITY_RETURN = "eligibility.return", "退回补正"
    RETURN_ANSWER = "eligibility.register_answer", "登记补正答复"
    REFUSAL_PROPOSE = "eligibility.propose_refusal", "提出不予通过"
    REFUSAL_AGREE = "eligibility.agree_refusal", "同意不予通过"
    REFUSAL_DISAGREE = "eligibility.disagree_refusal", "不同意不予通过"
    ELIGIBILITY_REOPEN = "eligibility.reopen", "重新审查"
    ENTERPRISE_SAME = "enterprise.same", "认定为同一单位"
    ENTERPRISE_DIFFERENT = "enterprise.different", "认定为不同单位"
    REVIEWERS_IMPORT = "reviewer.import", "导入专家名单"
    REVIEWER_REGISTER = "reviewer.register", "登记评审专家"
    REVIEWER_EDIT = "reviewer.edit", "修改专家资料"
    REVIEWER_DROP = "reviewer.drop", "专家停止参加评审"
    REVIEWER_RETURN = "reviewer.return", "专家恢复参加评审"
    REVIEWER_LINK = "reviewer.link", "关联专家账号"
    PLEDGE_ACCEPT = "reviewer.accept_pledges", "签署评审承诺"
    CONFLICTS_FIND = "conflict.find", "查找回避"
    CONFLICT_CONFIRM = "conflict.confirm", "认定应回避"
    CONFLICT_CLEAR = "conflict.clear", "认定不需回避"
    CONFLICT_ADD = "conflict.add", "登记回避"
    CONFLICT_DECLARE = "conflict.declare", "申报回避"
    ROUND_PLAN = "review.plan_round", "筹备评审轮次"
    ROUND_DUE = "review.change_due", "调整评审期限"
    ROUND_OPEN = "review.open_round", "开启评审"
    ROUND_CLOSE = "review.close_round", "结束评审"
    ROUND_REOPEN = "review.reopen_round", "重新开启评审"
    ASSIGNMENT_PUBLISH = "review.publish_assignment", "公布评审分配"
    ASSIGN_BY_HAND = "review.assign_by_hand", "人工分配评审"
    WITHDRAW_BY_HAND = "review.withdraw_by_hand", "人工取消评审分配"
    SHEET_SUBMIT = "review.submit_sheet", "提交评分表"
    SHEET_REOPEN = "review.reopen_sheet", "修改已提交的评分表"
    OFFLINE_READ = "review.read_offline", "读回离线评分表"
    SHEET_SEND_BACK = "review.send_back_sheet", "退回评分表"
    DELIBERATION_OPEN = "review.open_deliberation", "发起合议"
    DELIBERATION_NOTE = "review.add_note", "记录合议意见"
    DELIBERATION_REVIEWER = "review.add_reviewer", "合议增加专家"
    DELIBERATION_SETTLE = "review.settle_deliberation", "记录合议结论"
    DELIBERATION_REOPEN = "review.reopen_deliberation", "重新合议"
    TALLY_IMPORT = "tally.import", "导入网络投票结果"
    TALLY_DISCARD = "tally.discard", "不采用网络投票结果"
    SCORES_FIX = "scoring.fix", "核定得分"
    SELECTION_RUN = "selection.run", "运行遴选"
    LIST_CONFIRM = "list.confirm", "确认名单"
    LIST_ANNOUNCE = "list.announce", "公示"
    OBJECTION_REGISTER = "objection.register", "登记异议"
    OBJECTION_ANSWER = "objection.answer", "答复异议"
    SELECTION_TRY = "selection.try_out", "试算"
    TIE_SETTLE = "selection.settle_tie", "确定同分先后"
    CASE_DECIDE = "selection.decide", "登记指定入选或不予入选"
    CASE_LIFT = "selection.lift", "取消指定入选或不予入选"
    EXPORT = "export.download", "导出"
    BACK_UP = "backup.make", "备份"
    RESTORE_BACKUP = "backup.restore", "从备份恢复"


class BreakKind(Term):
    """What happened to an entry that is not what was written."""

    CHANGED = "changed", "被改动"
    REMOVED = "removed", "被删除"
    INSERTED = "inserted", "不是由系统写入的"
    END_UNKNOWN = "end_unknown", "之后是否有记录被删除已无法核对"


class RecordKind(Term):
    """What an act was done to; the stored value is the name of its table's class."""

    CASE = "Case", "案例"
    SUBMISSION = "Submission", "报送"
    PACKAGE = "Package", "材料包"
    MATERIAL = "Material", "材料"
    ACCOUNT = "Account", "账号"
    EDITION = "Edition", "届次"
    CITY = "City", "市州"
    PARK = "RegisteredPark", "园区科协"
    ENTERPRISE_DECISION = "EnterpriseDecision", "单位认定"
    RUBRIC = "Rubric", "评分标准"
    REVIEWER = "Reviewer", "评审专家"
    CONFLICT = "Conflict", "回避"
    ROUND = "ReviewRound", "评审轮次"
    ASSIGNMENT = "Assignment", "评审分配"
    SHEET = "Sheet", "评分表"
    DELIBERATION = "Deliberation", "合议"
    TALLY = "Tally", "网络投票结果"
    SCORE_SET = "ScoreSet", "核定得分"
    SELECTION_RUN = "SelectionRun", "遴选"
    CONFIRMED_LIST = "ConfirmedList", "名单"
    OBJECTION = "Objection", "异议"
    TIE = "TieSettlement", "同分先后"
    LIST_DECISION = "ListDecision", "指定入选或不予入选"


# Stands where a value is kept from its reader.
NOT_SHOWN = "（不显示）"

# What the changes of an entry are about, beside the fields of a case.
CHANGED_FIELDS: Mapping[str, str] = {
    **{field.value: field.label for field in Field},
    "state": "状态",
    "role": "角色",
    "display_name": "姓名",
    "username": "账号",
    "failures": "连续输错次数",
    "minutes": "锁定分钟数",
    "city": "市州",
    "rows": "行数",
    "row": "行",
    "mode": "报送方式",
    "added": "新增",
    "changed": "更新",
    "unchanged": "不变",
    "withdrawn": "撤回",
    "held_back": "暂不入库",
    "is_same": "是同一单位",
    "current": "当前届次",
    "stage": "阶段",
    "quota": "名额",
    "deadline": "截止日期",
    "count": "件数",
    "case": "所属案例",
    "sender": "寄送单位",
    "materials": "材料",
    "matched": "已对应案例的份数",
    "sha256": "文件指纹（SHA-256）",
    "size": "字节数",
    "manifest": "清单指纹（SHA-256）",
    "folder": "所在目录",
    "problems": "备份时的问题数",
    "made_at": "备份时间",
    "replaced": "被替换数据的备份",
    "is_enabled": "启用",
    "eligibility": "形式资格审查",
    "asked": "要求补正",
    "due": "补正期限",
    "compared": "补正情况",
    "purpose": "为哪份名单评审",
    "reviews_per_case": "每件案例的评审份数",
    "due_review": "评审期限",
    "lacking": "评分份数不足的案例",
    "pairs_added": "新增分配",
    "pairs_withdrawn": "取消分配",
    "each_min": "每位下限",
    "each_max": "每位上限",
    "bridges": "跨类评审数",
    "is_capped": "限制配对概率",
    "seed": "种子",
    "total": "总分",
    "cause": "提请合议的原因",
    "reviewer": "评审专家",
    "outcome": "合议结论",
    "version": "版本",
    "criterion_added": "新增指标",
    "criterion_removed": "删去指标",
    "criteria_order": "指标顺序",
    "criterion": "指标名称",
    "question": "评审时问的问题",
    "weight": "权重",
    "scale": "满分",
    "clause": "依据",
    "level": "等次",
    "despite": "机器有提示、经人核对通过的项目",
    "employer": "工作单位",
    "fields": "研究领域",
    "categories": "评审类别",
    "phone": "专家电话",
    "previous_editions": "曾参加届次",
    "load_max": "评审上限",
    "account": "关联的账号",
    "tally_source": "票数来源",
    "counted_at": "计票时间",
    "votes": "票数合计",
    "votes_digest": "票数指纹",
    "zeros": "按 0 票计的案例",
    "left_out": "不计入的行",
    "pledge": "承诺",
    "declared": "申报的单位",
    "conflict": "回避情形",
    "suspected": "待认定",
    "removed": "不再成立",
    "unassigned": "因此取消的分配",
    "score_method": "得分办法",
    "scored": "有核定得分的案例",
    "basis": "依据指纹（SHA-256）",
    "selection_status": "遴选结果",
    "selected": "入选件数",
    "tied": "同分待定",
    "tried": "试算的规则",
    "effect": "决定",
    "method": "确定办法",
    "order": "先后",
    "objection": "依据的异议",
    "fingerprint": "名单指纹",
    "holidays": "放假日期",
    "workdays": "调休上班日",
    "met_on": "会议日期",
    "minutes_number": "纪要编号",
    "objections": "所依据的异议",
    "starts_on": "公示开始",
    "until": "公示截止",
    "about": "异议针对",
    "received_on": "收到日期",
    "objection_outcome": "异议处理结果",
}

# How a change is read: on the page and in the exported log.
CHANGE_LINE = "{field}：{old} → {new}"
NEW_LINE = "{field}：{new}"
ROW_FIELD = "{field}（第 {row} 行）"
NOTHING = "（空）"
YES_NO = ("否", "是")
VALUES_JOIN = "、"
