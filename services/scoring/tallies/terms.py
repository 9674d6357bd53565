"""Words of 网络投票结果: the table a voting platform gives, and how its rows meet the cases."""

from collections.abc import Mapping
from enum import auto

from services.accounts.terms import NOTE_WORDS, TOTAL_WORDS
from services.findings import Code, Finding, Level, Source
from services.terms import Term


class TallyColumn(Term):
    """The columns of a platform's table that are read; any other never is."""

    VOTES = "votes", "票数"
    CASE = "case_name", "案例名称"
    ENTERPRISE = "enterprise", "单位"
    CITY = "city", "市州"
    NUMBER = "number", "编号"


class Meeting(Term):
    """How a row of the table met a case."""

    BOTH = "both", "案例名称和单位都一致"
    NAME = "name", "案例名称一致"
    ENTERPRISE = "enterprise", "单位一致"
    DECIDED = "decided", "由您指定"
    UNDECIDED = "undecided", "须由您指定"
    NOT_COVERED = "not_covered", "不在评审范围，不计入"
    LEFT_OUT = "left_out", "由您指定不计入"


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


# How platforms head these columns; compared without blanks, brackets and punctuation.
TALLY_HEADINGS: Mapping[TallyColumn, tuple[str, ...]] = {
    TallyColumn.VOTES: _words(
        "票数 得票 得票数 投票数 总票数 投票总数 得票总数 总得票 总得票数 累计票数 累计得票 累计得票数 "
        "票数合计 当前票数 最终票数 有效票数 有效票 网络投票 网络投票数 网络票数 网络得票 网络得票数 "
        "网络投票得票数 投票数量 得票数量 votes 票"
    ),
    TallyColumn.CASE: _words(
        "案例名称 案例 案例名 案例题目 案例标题 项目名称 项目 作品名称 作品 作品标题 参选案例 参评案例 "
        "参赛作品 候选案例 候选项 投票选项 选项 选项名称 选项内容 投票项 投票对象 标题 题目 名称 选手名称 "
        "选手"
    ),
    TallyColumn.ENTERPRISE: _words(
        "单位 完成单位 单位名称 企业 企业名称 申报单位 申报企业 参评单位 参评企业 参选企业 参选单位 所属单位 "
        "所属企业 公司 公司名称 案例单位 案例企业 报送单位 选手单位"
    ),
    TallyColumn.CITY: _words("市州 所在市州 所属市州 地市 所在地市 城市 所在城市 地区 所在地区 推荐市州 市"),
    TallyColumn.NUMBER: _words("编号 序号 案例编号 选手编号 作品编号 排名 名次 号码 选项编号 排序"),
}
# Lines below a table that are nobody's votes.
NO_CASE_WORDS = (*TOTAL_WORDS, *NOTE_WORDS, "平均", "截止时间", "统计时间", "导出时间", "数据来源")
VOTE_WORD = "票"
# Numbers that stand for others: 1.2万, 10w+, 9999+. Nobody knows how many votes they are.
ABBREVIATED = r"^[+-]?[\d.,]+\s*(?:[万千百亿wk].*|[余多+].*)$"
NAMES_JOIN = "；"
UNREAD_HINTS: Mapping[str, str] = {
    "FILE_EMPTY": "请从投票平台重新导出后再上传。",
    "FILE_TOO_LARGE": "只需要案例名称、单位和票数，请删去图片等内容后再上传。",
    "FILE_UNSUPPORTED": "支持 Excel、WPS 表格、Word 和 CSV，请另存为 .xlsx 后再上传。",
    "READER_STOPPED": "请把案例名称、单位和票数复制到新的表格中，另存后再上传。",
    "ZIP_BOMB": "请把案例名称、单位和票数复制到新的表格中，另存后再上传。",
}


class TallyCode(Code):
    """Every code the reading and matching of a tally can report beside those of a received file."""

    # A table, kept as one: code and level, the sentence, the next step.
    # fmt: off
    TALLY_NO_VOTES = (auto(), Level.ERROR,
        "文件“{file}”中没有找到“票数”这一列。",
        "请在表头写明“票数”（或“得票数”“投票数”），以及“案例名称”“单位”，再上传。")
    TALLY_NO_NAMES = (auto(), Level.ERROR,
        "文件“{file}”有“票数”，但没有“案例名称”或“单位”这样的列，不知道票数属于哪件案例。",
        "请在表头写明“案例名称”“单位”后再上传。")
    TALLY_TWO_COLUMNS = (auto(), Level.ERROR,
        "“{part}”中有 {count} 列都像是票数（{heads}），不能确定采用哪一列。",
        "请只保留要采用的一列，或把其余各列的表头改名后再上传。")
    TALLY_NO_ROWS = (auto(), Level.ERROR,
        "文件“{file}”的表头下面没有案例。",
        "请核对是否导出了空表。")
    TALLY_TOO_LONG = (auto(), Level.ERROR,
        "文件“{file}”超过 {limit} 行，不像是本届案例的投票结果。",
        "请核对是否传错文件；每件案例只需要一行。")
    TALLY_TABLE_IGNORED = (auto(), Level.WARNING,
        "“{part}”没有“票数”这一列，未读取。",
        "其中如有案例的票数，请在表头写明“票数”后重新上传。")
    VOTES_MISSING = (auto(), Level.ERROR,
        "{cell}是空的。",
        "没有得票的请填写 0，然后重新上传。")
    VOTES_FORMULA = (auto(), Level.ERROR,
        "{cell}是公式，文件中没有保存计算结果。",
        "请用 Office 或 WPS 打开、保存后再上传，或直接填写数字。")
    VOTES_ABBREVIATED = (auto(), Level.ERROR,
        "{cell}写作“{value}”，是约数，不知道准确的票数。",
        "请在投票平台后台查到准确票数，填写后重新上传。")
    VOTES_NEGATIVE = (auto(), Level.ERROR,
        "{cell}是负数“{value}”。",
        "请核对后填写 0 或以上的整数，重新上传。")
    VOTES_FRACTION = (auto(), Level.ERROR,
        "{cell}“{value}”不是整数。",
        "请核对是否误填了得票率或加权分，改为票数后重新上传。")
    VOTES_TOO_MANY = (auto(), Level.ERROR,
        "{cell}“{value}”超过 {limit}，不像是票数。",
        "请核对是否误填了电话或编号，改正后重新上传。")
    VOTES_UNREADABLE = (auto(), Level.ERROR,
        "{cell}“{value}”不是数字。",
        "请填写 0 或以上的整数，重新上传。")
    ROW_NAMELESS = (auto(), Level.ERROR,
        "{row_told}有票数，没有案例名称和单位。",
        "请补填案例名称或单位后重新上传；是合计行的，请在名称列写明“合计”。")
    ROW_HIDDEN = (auto(), Level.WARNING,
        "{row_told}在原表中是隐藏的，已照常读取。",
        "请核对是否为应当计入的案例。")
    NAME_DIFFERS = (auto(), Level.WARNING,
        "{row_told}的案例名称写法不同，按单位对应到《{case}》。",
        "请核对是否为同一件案例。")
    ENTERPRISE_DIFFERS = (auto(), Level.WARNING,
        "{row_told}的单位写法不同，按案例名称对应到“{enterprise}”的案例。",
        "请核对是否为同一件案例。")
    CASE_UNCLEAR = (auto(), Level.WARNING,
        "{row_told}与 {count} 件案例相近，不能自动对应。",
        "请指定对应的案例，或选择不计入。")
    CASE_CONTRADICTORY = (auto(), Level.WARNING,
        "{row_told}的案例名称属于一件案例，单位属于另一件。",
        "请指定对应的案例，或选择不计入。")
    CASE_UNKNOWN = (auto(), Level.WARNING,
        "{row_told}在本届参评案例中没有找到。",
        "请指定对应的案例，或选择不计入。")
    CASE_NOT_COVERED = (auto(), Level.WARNING,
        "{row_told}是本届案例，但已撤回或没有通过形式资格审查，其票数不计入。",
        "无需处理；确应参评的，请先到“资格审查”页办理。")
    ROW_TWICE = (auto(), Level.WARNING,
        "第 {rows} 行说的是同一件案例，票数不同。",
        "请指定计入哪一行，其余选择不计入；系统不会把票数相加。")
    ROW_REPEATED = (auto(), Level.WARNING,
        "{row_told}与第 {other} 行的案例和票数都相同，只计一次。",
        "无需处理；请核对是否重复导出。")
    # fmt: on

    def finding(self, source: Source | None = None, **facts: object) -> Finding:
        """This code about these facts; ``{row_told}`` is the row as a person finds it."""
        told = {"row_told": row_told(source) if source else ""} | facts
        message, hint = self.message.format(**told), self.hint.format(**told)
        return Finding(self.level, self.name, message, hint, source=source)


def row_told(source: Source) -> str:
    """Where a row stands, as a person finds it."""
    return f"“{source.part}”第 {source.row} 行" if source.part else f"第 {source.row} 行"
