"""Words of an edition: its stages, and everything that can be done in them."""

from services.terms import Term


class Stage(Term):
    """Where the edition stands, in the order of clause 二 of the notice."""

    MOBILISE = "mobilise", "动员部署"
    COLLECT = "collect", "组织征集"
    RECOMMEND = "recommend", "逐级推荐"
    EXAMINE = "examine", "资格审查"
    REVIEW = "review", "专家评审"
    SELECT = "select", "遴选"
    PROMOTE = "promote", "宣讲宣传"
    REPORT = "report", "成果总结"

    @property
    def number(self) -> int:
        """The place of the stage in the year, from 1."""
        return list(Stage).index(self) + 1


class Act(Term):
    """Everything a person can do that depends on who they are or on the stage."""

    VIEW_OVERVIEW = "view_overview", "查看总览"
    VIEW_CASES = "view_cases", "查看案例库"
    VIEW_SUBMISSIONS = "view_submissions", "查看报送材料"
    UPLOAD = "upload", "接收报送材料"
    ARRANGE_MATERIALS = "arrange_materials", "整理案例材料"
    CORRECT_ROW = "correct_row", "更正报送内容"
    APPLY = "apply", "将报送案例入库"
    EDIT_CASE = "edit_case", "修改案例"
    WITHDRAW_CASE = "withdraw_case", "撤回案例"
    RESTORE_CASE = "restore_case", "恢复案例"
    DECIDE_ENTERPRISE = "decide_enterprise", "认定疑似同一单位"
    EXAMINE_CASE = "examine_case", "形式资格审查"
    SETTLE_RETURN = "settle_return", "办理补正答复和拟不予通过的复核"
    EDIT_RUBRIC = "edit_rubric", "修改评分标准"
    MANAGE_REVIEWERS = "manage_reviewers", "管理评审专家"
    SETTLE_CONFLICT = "settle_conflict", "认定回避"
    VIEW_REVIEW = "view_review", "查看评审进展"
    OPEN_ROUND = "open_round", "开启和结束评审轮次"
    ASSIGN = "assign", "分配评审专家"
    REOPEN_SHEET = "reopen_sheet", "退回评分表"
    DELIBERATE = "deliberate", "合议"
    VIEW_OWN_REVIEW = "view_own_review", "查看我的评审"
    ACCEPT_PLEDGE = "accept_pledge", "签署评审承诺"
    DECLARE_CONFLICT = "declare_conflict", "申报回避"
    SCORE = "score", "填写评分表"
    IMPORT_TALLY = "import_tally", "导入网络投票结果"
    VIEW_SELECTION = "view_selection", "查看得分和遴选"
    FIX_SCORES = "fix_scores", "核定得分"
    RUN_SELECTION = "run_selection", "运行遴选"
    TRY_SELECTION = "try_selection", "试算"
    DECIDE_CASE = "decide_case", "登记指定入选或不予入选"
    CONFIRM_LIST = "confirm_list", "确认名单"
    ANSWER_OBJECTION = "answer_objection", "办理公示与异议"
    VIEW_RESULTS = "view_results", "查看已确认的名单和公平性报告"
    MANAGE_OUTREACH = "manage_outreach", "办理宣讲宣传"
    WRITE_REPORT = "write_report", "编写成果总结"
    EXPORT_INTERNAL = "export_internal", "导出内部材料"
    EXPORT_PUBLIC = "export_public", "导出公开名单"
    EXPORT_TEMPLATES = "export_templates", "下载空白表格"
    ADVANCE_STAGE = "advance_stage", "调整阶段"
    VIEW_SETTINGS = "view_settings", "查看活动设置"
    EDIT_SETTINGS = "edit_settings", "修改活动设置"
    MANAGE_EDITIONS = "manage_editions", "装载和切换届次"
    EDIT_OPERATION = "edit_operation", "修改运行设置"
    MANAGE_ACCOUNTS = "manage_accounts", "管理账号"
    VIEW_LOG = "view_log", "查看操作日志"
    BACK_UP = "back_up", "备份"


class Origin(Term):
    """Where a number comes from: the screen tells the two apart."""

    NOTICE = "notice", "通知"
    SETTING = "setting", "设定"


class CheckKind(Term):
    """Who decides a point of the eligibility checklist."""

    MACHINE = "machine", "机器检查，由人确认"
    PERSON = "person", "由人查看"
    DECLARATION = "declaration", "由人核查并记录方式"


class Unit(Term):
    """What a setting counts; decides how it is typed and shown."""

    PIECES = "pieces", "个"
    SHARE = "share", "比例"
    CHARACTERS = "characters", "字"
    PICTURES = "pictures", "张"
    BYTES = "bytes", "字节"
    SECONDS = "seconds", "秒"
    LINES = "lines", "线"
    PEOPLE = "people", "人"
    ROWS = "rows", "行"
    MINUTES = "minutes", "分钟"
    DAYS = "days", "天"
    SHEETS = "sheets", "份"
    POINTS = "points", "分"
    YES_NO = "yes_no", "是否"
    METHOD = "method", "得分办法"
    MAPPING = "mapping", "折算办法"
    TEXT = "text", "文字"
