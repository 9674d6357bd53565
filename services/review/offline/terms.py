"""Words of the offline form: its sheets and headings, and everything its reading can say."""

from collections.abc import Mapping
from enum import auto

from services.findings import Code, Finding, Level, Source
from services.terms import Field, Term


class Fate(Term):
    """What becomes of a row that was read back."""

    NEW = "new", "新填"
    CHANGED = "changed", "有改动"
    UNCHANGED = "unchanged", "没有改动"
    REFUSED = "refused", "不能保存"


class FormColumn(Term):
    """A column that is no criterion."""

    CASE_ID = "case_id", "案例编号"
    CASE_NAME = "case_name", Field.CASE_NAME.label
    CATEGORY = "category", Field.CATEGORY.label
    TOTAL = "total", "总分"
    COMMENT = "comment", "评审意见"
    STATE = "state", "状态"


class MarkLine(Term):
    """What the hidden sheet says of the form as a whole."""

    EDITION = "edition", "届次"
    ROUND = "round", "评审轮次"
    REVIEWER = "reviewer", "评审专家"


# Before the columns the hidden sheet lists its cases by: the version that was filled in, and its rubric.
MARK_HEAD = (FormColumn.CASE_ID.label, "版本", "评分标准")
GUIDE_SHEET = "说明"
RUBRIC_SHEET = "评分标准"
MARK_SHEET = "校验"
MARK_TITLE = "离线评分表校验信息，请勿改动"
OWN_SHEETS = (GUIDE_SHEET, RUBRIC_SHEET, MARK_SHEET)
# What the maximum stands in, behind the name of a criterion.
SCORE_HEADING = "{label}\n（满分 {scale}）"
SCORE_MAXIMUM = r"[（(]\s*满分[^（）()]*[）)]\s*$"
NAMES_JOIN = "、"
NO_POINTS = "（空）"
NAMES_SHOWN = 5

FORM_NAME = "离线评分表（{round}，{name}）"
FORM_TITLE = "{activity}离线评分表：{category}"
FORM_OWNER = "评审轮次：第 {number} 轮 {round}　评审专家：{name}　截止：{due}"
FORM_HINT = "只填写各项分数和评审意见；灰色的行已经提交，改动不会读入。留空表示还没有打分，不等于 0 分。"
SCORE_PROMPT = "请填写 0 至 {scale} 之间的整数。"
SCORE_REFUSED_TITLE = "分数不对"
SCORE_REFUSED = "“{label}”应为 0 至 {scale} 之间的整数。还不打分请留空。"
GUIDE_TITLE = "离线评分表填写说明"
GUIDE = (
    "1. 每类案例一张工作表，每件案例一行。打分的依据见“评分标准”工作表。",
    "2. 分数填写整数，从 0 到表头写明的满分。留空表示还没有打分；0 分也须填写 0。",
    "3. 评审意见可以不填，最多 {comment_max:,} 字。总分由表格自动计算，仅供参考。",
    "4. 行的顺序可以改变。请不要改写表头，不要增加行，不要改动案例编号，不要合并单元格。",
    "5. 填好后保存为 .xlsx、.xls 或 .et，在“我的评审”页上传；先看到将保存的内容，确认后才保存为草稿。",
    "6. 读回的评分是草稿，提交仍在网页上由您本人确认。",
    "7. 下载之后又在网页上保存过的评分表，不会被这份表覆盖，读回时会列出两份内容。",
    "8. 隐藏的“{mark}”工作表记录这份表属于哪位专家、哪一轮，请不要删除。这份表只能由您本人读回。",
)
RUBRIC_HEADINGS = (
    Field.CATEGORY.label,
    "指标",
    "满分",
    "权重",
    "评审时问的问题",
    "等次",
    "分数",
    "等次的说明",
)
RUBRIC_TITLE = "评分标准"
POINTS = "{low}–{high}"


class FormCode(Code):
    """Every code the reading of an offline form can report beside those of a received file."""

    # A table, kept as one: code and level, the sentence, the next step.
    # fmt: off
    FORM_UNMARKED = (auto(), Level.ERROR,
        "文件“{file}”不是从“我的评审”页下载的离线评分表，或其中的“{sheet}”工作表已经丢失。",
        "请把评分填在下载的离线评分表里，保存为 .xlsx、.xls 或 .et（不要另存为 CSV），再上传。")
    FORM_OTHER_EDITION = (auto(), Level.ERROR,
        "这份离线评分表属于另一届活动（{written}）。",
        "请重新下载本届的离线评分表，填写后再上传。")
    FORM_OTHER_ROUND = (auto(), Level.ERROR,
        "这份离线评分表属于另一轮评审（{written}），现在是“{known}”。",
        "请重新下载这一轮的离线评分表，填写后再上传。")
    FORM_OTHER_REVIEWER = (auto(), Level.ERROR,
        "这是另一位专家（{written}）的离线评分表。",
        "请上传您自己下载的离线评分表；各位专家的评分只能由本人读回。")
    FORM_TOO_LONG = (auto(), Level.ERROR,
        "文件“{file}”的行数远多于您的评审清单。",
        "请核对是否传错文件；也可把评分填入重新下载的离线评分表。")
    FORM_NO_ROWS = (auto(), Level.ERROR,
        "文件“{file}”里没有案例的行。",
        "请重新下载离线评分表，填写后再上传。")
    TABLE_NO_HEADER = (auto(), Level.WARNING,
        "工作表“{part}”没有表头（案例编号、案例名称和各项指标），没有读取。",
        "其中如有评分，请恢复表头后重新上传，或填入重新下载的离线评分表。")
    COLUMN_MISSING = (auto(), Level.ERROR,
        "工作表“{part}”缺少“{labels}”列，或表头被改写。",
        "请把表头改回“{labels}”，或填入重新下载的离线评分表。")
    COLUMN_TWICE = (auto(), Level.ERROR,
        "工作表“{part}”有不止一列“{labels}”。",
        "请只保留一列后重新上传。")
    COLUMN_UNKNOWN = (auto(), Level.WARNING,
        "工作表“{part}”的“{labels}”列不是评分表的内容，没有读取。",
        "如果是改写了表头，请改回后重新上传。")
    COMMENT_COLUMN_MISSING = (auto(), Level.WARNING,
        "工作表“{part}”没有“评审意见”列，已有的意见保持不变。",
        "需要修改意见的，请恢复这一列后重新上传。")
    CASES_ABSENT = (auto(), Level.WARNING,
        "您的评审清单里有 {count} 件案例不在表中：{names}。",
        "这些案例的评分保持不变，可在网页上填写。")
    CASE_UNREADABLE = (auto(), Level.ERROR,
        "第 {row} 行没有可识别的案例编号。",
        "请填在下载的表原有的行里，不要增加行；不需要的行请删除。")
    CASE_NOT_YOURS = (auto(), Level.ERROR,
        "第 {row} 行的案例现在不在您的评审清单里。",
        "这件案例不需要您评审；如有疑问，请联系组委会。")
    NAME_DIFFERS = (auto(), Level.ERROR,
        "第 {row} 行写的是《{written}》，而案例编号 {case_id} 是《{known}》，内容可能错位。",
        "请核对这一行的分数属于哪件案例，改正案例编号或名称。")
    ROW_TWICE = (auto(), Level.ERROR,
        "第 {rows} 行是同一件案例，内容不同。",
        "请只保留一行后重新上传。")
    SCORE_NOT_WHOLE = (auto(), Level.ERROR,
        "“{label}”填写的是“{value}”，不是整数。",
        "请只写数字，填写 0 至 {scale} 之间的整数；还不打分请留空。")
    SCORE_OUT_OF_RANGE = (auto(), Level.ERROR,
        "“{label}”填写的是 {value}，应在 0 至 {scale} 之间。",
        "请填写 0 至 {scale} 之间的整数。")
    CELL_IS_FORMULA = (auto(), Level.ERROR,
        "“{label}”是公式，文件中没有保存计算结果。",
        "请用 Office 或 WPS 打开、保存后再上传，或直接填写。")
    CELL_MERGED = (auto(), Level.ERROR,
        "“{label}”与上面的行合并成了一格，不能确定属于哪件案例。",
        "请取消合并，逐件填写。")
    COMMENT_TOO_LONG = (auto(), Level.ERROR,
        "评审意见有 {count:,} 字，最多 {limit:,} 字。",
        "请删减后重新上传。")
    RUBRIC_CHANGED = (auto(), Level.ERROR,
        "这份表下载之后，评分标准已经调整。",
        "请重新下载离线评分表，按新的标准打分。")
    NEWER_ONLINE = (auto(), Level.ERROR,
        "这份表下载之后，网页上又保存过这件案例的评分，没有覆盖。",
        "请对照两份内容，在网页上改成您要的；或重新下载后填写。")
    KEPT_NEWER = (auto(), Level.INFO,
        "这份表下载之后网页上有改动，而表中没有改动。",
        "保留网页上的内容。")
    NOT_WRITABLE = (auto(), Level.ERROR, "{message}", "{hint}")
    # fmt: on

    def finding(self, source: Source | None = None, **facts: object) -> Finding:
        """This code about these facts; the sentences may use ``{row}``, the row as a person counts."""
        told = {"row": source.row if source else ""} | facts
        return Finding(
            self.level, self.name, self.message.format(**told), self.hint.format(**told), source=source
        )


# The next step of a refused file where that of a 汇总表 would not help.
AGAIN = "请把评分填入重新下载的离线评分表，保存为 .xlsx 后再上传。"
UNREAD_HINTS: Mapping[str, str] = {
    "FILE_EMPTY": "请重新保存离线评分表后再上传。",
    "FILE_CORRUPT": AGAIN,
    "FILE_TOO_LARGE": "离线评分表只需要文字和数字，请删去图片等内容后再上传。",
    "FILE_UNSUPPORTED": "请上传从“我的评审”页下载、填好的离线评分表，格式为 .xlsx、.xls 或 .et。",
    "READER_STOPPED": AGAIN,
    "ZIP_BOMB": AGAIN,
}
