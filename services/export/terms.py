"""Words of export: what can be exported in which form, and the fixed wording of lists (附件3)."""

from collections.abc import Mapping
from enum import StrEnum

from services.accounts.terms import EXAMPLE_WORD
from services.terms import Field, Park, Term


class ExportKind(Term):
    """What can be exported."""

    SUMMARY_TABLE = "summary-table", "推荐汇总表"
    CASES_INTERNAL = "cases-internal", "案例总表"
    CASES_PUBLIC = "cases-public", "案例名单"
    RETURN_LETTERS = "return-letters", "退回补正函"
    SHEETS = "sheets", "专家评分表"
    PLEDGES = "pledges", "评审承诺书"
    SCORES = "scores", "得分汇总表"
    SHORTLIST = "shortlist", "入选案例名单"
    SHORTLIST_INTERNAL = "shortlist-internal", "入选案例名单（内部，按得分）"
    LECTURE = "lecture", "宣讲案例名单"
    LECTURE_INTERNAL = "lecture-internal", "宣讲案例名单（内部，按得分）"
    ANNOUNCEMENT = "announcement", "拟入选名单公示"
    LECTURE_ANNOUNCEMENT = "lecture-announcement", "拟宣讲案例公示"
    NOTICE = "notice", "公布通知"
    LETTERS = "letters", "遴选结果函"
    FAIRNESS = "fairness", "公平性报告"
    TEMPLATES = "templates", "空白表格及填写示例"
    LOG = "log", "操作日志"
    EVIDENCE = "evidence", "复核包"
    DOSSIER = "dossier", "案例档案"


class ExportFormat(Term):
    """The form a file has. The value is its suffix."""

    XLSX = "xlsx", "Excel 表格"
    DOCX = "docx", "Word 文档"
    CSV = "csv", "CSV 文本"
    PDF = "pdf", "PDF 文件"
    ZIP = "zip", "压缩包"


FORMATS: Mapping[ExportKind, tuple[ExportFormat, ...]] = {
    ExportKind.SUMMARY_TABLE: (ExportFormat.DOCX, ExportFormat.XLSX, ExportFormat.ZIP),
    ExportKind.CASES_INTERNAL: (ExportFormat.XLSX, ExportFormat.CSV),
    ExportKind.CASES_PUBLIC: (ExportFormat.DOCX, ExportFormat.XLSX, ExportFormat.CSV),
    ExportKind.RETURN_LETTERS: (ExportFormat.DOCX, ExportFormat.ZIP),
    ExportKind.SHEETS: (ExportFormat.DOCX, ExportFormat.ZIP),
    ExportKind.PLEDGES: (ExportFormat.DOCX, ExportFormat.ZIP),
    ExportKind.SCORES: (ExportFormat.DOCX, ExportFormat.XLSX),
    ExportKind.SHORTLIST: (ExportFormat.DOCX, ExportFormat.PDF, ExportFormat.XLSX, ExportFormat.CSV),
    ExportKind.SHORTLIST_INTERNAL: (ExportFormat.DOCX, ExportFormat.XLSX),
    ExportKind.LECTURE: (ExportFormat.DOCX, ExportFormat.PDF, ExportFormat.XLSX, ExportFormat.CSV),
    ExportKind.LECTURE_INTERNAL: (ExportFormat.DOCX, ExportFormat.XLSX),
    ExportKind.ANNOUNCEMENT: (ExportFormat.DOCX, ExportFormat.PDF),
    ExportKind.LECTURE_ANNOUNCEMENT: (ExportFormat.DOCX, ExportFormat.PDF),
    ExportKind.NOTICE: (ExportFormat.DOCX, ExportFormat.PDF),
    ExportKind.LETTERS: (ExportFormat.DOCX, ExportFormat.ZIP),
    ExportKind.FAIRNESS: (ExportFormat.DOCX, ExportFormat.PDF),
    ExportKind.TEMPLATES: (ExportFormat.DOCX, ExportFormat.XLSX, ExportFormat.ZIP),
    ExportKind.LOG: (ExportFormat.XLSX, ExportFormat.CSV),
    ExportKind.EVIDENCE: (ExportFormat.ZIP,),
    ExportKind.DOSSIER: (ExportFormat.DOCX,),
}

# What is made for one city at a time; the zip holds every city there is something for.
OF_A_CITY = frozenset({ExportKind.SUMMARY_TABLE, ExportKind.RETURN_LETTERS, ExportKind.LETTERS})
# What is made of one case, on its page.
OF_ONE_CASE = frozenset({ExportKind.DOSSIER})

MIME: Mapping[ExportFormat, str] = {
    ExportFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ExportFormat.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ExportFormat.CSV: "text/csv; charset=utf-8",
    ExportFormat.PDF: "application/pdf",
    ExportFormat.ZIP: "application/zip",
}


class Mark(Term):
    """What stands, small, at the head of every page that is not simply public."""

    INTERNAL = "internal", "内部材料"
    EXAMPLE = "example", "填写示例，单位、人员、电话均为虚构"


class Face(StrEnum):
    """The typefaces of GB/T 9704-2012, by the names Word and WPS know."""

    TITLE = "方正小标宋简体"
    HEADING = "黑体"
    BODY = "仿宋_GB2312"
    NUMBER = "宋体"
    # Not of the standard: for what is typed letter by letter.
    TYPED = "Courier New"


# 附件3: the head row as the notice breaks it.
SUMMARY_HEADINGS: Mapping[Field, str] = {
    Field.SEQ: Field.SEQ.label,
    Field.CASE_NAME: Field.CASE_NAME.label,
    Field.ENTERPRISE: Field.ENTERPRISE.label,
    Field.PEOPLE: "完成人员\n（团队）",
    Field.CONTACT: Field.CONTACT.label,
    Field.PHONES: Field.PHONES.label,
    Field.ENTERPRISE_TYPE: Field.ENTERPRISE_TYPE.label,
    Field.CATEGORY: Field.CATEGORY.label,
    Field.REMARK: Field.REMARK.label,
}

PUBLIC_HEADINGS: Mapping[Field, str] = {
    Field.SEQ: Field.SEQ.label,
    Field.CASE_NAME: Field.CASE_NAME.label,
    Field.ENTERPRISE: Field.ENTERPRISE.label,
    Field.PEOPLE: "完成人员",
    Field.ENTERPRISE_TYPE: Field.ENTERPRISE_TYPE.label,
    Field.CATEGORY: Field.CATEGORY.label,
    Field.RECOMMENDER: Field.RECOMMENDER.label,
}

INTERNAL_HEADINGS = (
    "序号",
    "市州",
    "推荐顺序",
    "状态",
    "状态说明",
    Field.CASE_NAME.label,
    Field.ENTERPRISE.label,
    Field.PEOPLE.label,
    Field.CONTACT_NAME.label,
    Field.CONTACT_TITLE.label,
    Field.PHONES.label,
    Field.ENTERPRISE_TYPE.label,
    Field.CATEGORY.label,
    Field.REMARK.label,
    Field.COUNTY.label,
    Field.RECOMMENDER.label,
    Field.PARK.label,
    "园区科协依据",
    "最后修改",
    "修改人",
)

# The hashes let anybody with this copy prove later what the log said when it was made.
LOG_HEADINGS = (
    "编号",
    "时间",
    "姓名",
    "用户名",
    "角色",
    "地址",
    "途径",
    "事项",
    "对象",
    "名称",
    "改动",
    "理由",
    "前一条的指纹",
    "本条的指纹",
)
# Nobody else can save while an export is built and compared: it must not take half a minute.
LOG_MOST: Mapping[ExportFormat, int] = {ExportFormat.XLSX: 5_000, ExportFormat.CSV: 50_000}
LOG_TITLE = "{province}企业典型创新案例操作日志"

# The names of the sheets, and the head of the second one before and after the edition's own words.
SUMMARY_SHEET = "汇总表"
CASES_SHEET = "案例"
LOG_SHEET = "操作日志"
PUBLIC_SHEET = "名单"
TOTALS_SHEET = "市州统计"
TOTALS_BEFORE = ("序号", "市州", "名额", "已入库")
TOTALS_AFTER = (*(park.label for park in Park), "已撤回")
TOTALS_SUM = "合计"
TOTALS_TITLE = "{year}年{province}企业典型创新案例市州统计"

# 附件3, word for word; note 3 says 推荐类型 where the column says 案例类型.
SUMMARY_ANNEX = "附件3"
SUMMARY_TITLE = "{year}年{province}企业典型创新案例推荐汇总表"
SUMMARY_ORG = "市级科协：{association}(盖章)"
SUMMARY_DATE = "年  月  日"
SUMMARY_REPORTER = "填报人："
SUMMARY_REPORTER_PHONE = "联系电话："
SUMMARY_NOTES = (
    "注：1.请按推荐顺序进行填写。",
    "2.“企业类型”选填：{enterprise_types}。",
    "3.“推荐类型”选填：{categories}。",
)
CITY_ASSOCIATION = "{city}科协"

# What is added to 备注 so that the table itself says what a person decided about the park association.
PARK_REMARKS: Mapping[Park, str] = {Park.PARK: "园区科协推荐", Park.NOT_PARK: "非园区科协推荐"}
REMARK_JOIN = "；"
PEOPLE_JOIN = "、"
PHONES_JOIN = "、"
# In a narrow column a number on a line of its own is never broken in two.
PHONES_BREAK = "\n"

PUBLIC_TITLE = "{year}年{province}企业典型创新案例推荐名单"
PUBLIC_ORDER = "（按市州顺序排列，排名不分先后）"
PUBLIC_RECOMMENDER = "{association}（{recommender}）"
INTERNAL_TITLE = "{year}年{province}企业典型创新案例总表"
INTERNAL_ABOVE = "导出时间：{moment}；共 {count} 件"

# File names. What holds contacts, or a single reviewer's scores, says 内部 in its name.
NAME_SUMMARY = "{city}推荐汇总表（内部）"
NAME_SUMMARIES = "各市州推荐汇总表（内部）"
NAME_LOG = "操作日志（内部）"
NAME_ORIGINAL = "{stem}（内部原件）{suffix}"
NAME_INTERNAL = "案例总表（内部）"
NAME_INTERNAL_CITY = "{city}案例总表（内部）"
NAME_PUBLIC = "案例推荐名单"
NAME_PUBLIC_CITY = "{city}案例推荐名单"
NAME_LETTER = "{city}退回补正函"
NAME_PLEDGES = "评审承诺书"
NAME_PLEDGE = "评审承诺书（{name}）"
NAME_LETTERS = "各市州退回补正函"
NAME_SHEETS = "专家评分表（内部）"
NAME_SHEETS_OF = "专家评分表（内部）{name}"
NAME_TEMPLATES = "空白表格及填写示例"
NAME_FORM = "附件2 推荐表"
NAME_BLANK_SUMMARY = "附件3 推荐汇总表"
NAME_EXAMPLE = "{name}（示例）"

# 附件2 and 附件3 name a province without the word for its kind.
PROVINCE_KINDS = ("维吾尔自治区", "壮族自治区", "回族自治区", "自治区", "省", "市")
CHOICE_PROMPT = "请从下拉列表中选择。"
CHOICE_REFUSED = "请选填：{choices}。"

# 附件2: a box before and after it is ticked.
BOX = "□"
TICKED_BOX = "☑"

# The roster many accounts are created from, and the slips their first passwords are handed out on.
NAME_ROSTER = "账号名单模板"
ROSTER_TITLE = "账号名单"
ROSTER_SHEET = "名单"
ROSTER_ABOVE = "只有姓名必填；用户名留空即用姓名，角色留空即为评审专家。示例行不会创建账号。"
ROSTER_EXAMPLE = (f"{EXAMPLE_WORD}：李娜", "", "武汉大学", "评审专家")
NAME_SLIPS = "初始密码条（内部）"
SLIPS_TITLE = "{activity}初始密码条"
SLIP_NAME = "姓名："
SLIP_USERNAME = "用户名："
SLIP_PASSWORD = "初始密码："
SLIP_ADDRESS = "登录地址："
SLIP_STEPS = (
    "1. 用浏览器打开登录地址，输入用户名和初始密码。",
    "2. 在“我的账号”页设置自己的密码，至少 10 个字符。",
    "3. 以后用新密码登录；忘记密码请联系组委会重置。",
)
SLIP_KEEP = "请妥善保管，首次登录须修改密码。"
