"""Words of reviewers: what they promise, and the list they are imported from."""

from collections.abc import Mapping
from enum import auto

from services.findings import Code, Finding, Level, Source
from services.terms import Term


class PledgeKind(Term):
    """What a reviewer accepts before seeing a case."""

    CONFIDENTIALITY = "confidentiality", "保密承诺"
    AVOIDANCE = "avoidance", "回避承诺"


class ExpertColumn(Term):
    """The columns of a list of reviewers."""

    NAME = "name", "姓名"
    EMPLOYER = "employer", "工作单位"
    CITY = "city", "所在市州"
    FIELDS = "fields", "研究领域"
    CATEGORIES = "categories", "评审类别"
    PHONE = "phone", "联系电话"
    PREVIOUS = "previous_editions", "曾参加届次"
    LOAD = "load_max", "评审上限"


class Known(Term):
    """What a row of a list is to the reviewers there are."""

    NEW = "new", "新增"
    CHANGED = "changed", "更新"
    UNCHANGED = "unchanged", "没有变化"
    UNCLEAR = "unclear", "须核对"


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


# How people head these columns; compared without blanks, brackets and punctuation.
EXPERT_HEADINGS: Mapping[ExpertColumn, tuple[str, ...]] = {
    ExpertColumn.NAME: _words("姓名 名字 专家姓名 评审专家姓名 评委姓名 人员姓名 真实姓名"),
    ExpertColumn.EMPLOYER: _words(
        "工作单位 单位 所在单位 单位名称 工作单位名称 现工作单位 所属单位 工作单位及职务 单位及职务 "
        "工作单位职务 任职单位 供职单位 就职单位 专家单位"
    ),
    ExpertColumn.CITY: _words(
        "所在市州 市州 所在地市 地市 所在城市 城市 所在市 所在地 所属市州 工作地 工作所在地 常住地 "
        "地区 所属地区 所在地区"
    ),
    ExpertColumn.FIELDS: _words(
        "研究领域 专业领域 领域 专业 研究方向 专业方向 擅长领域 从事专业 学科 学科领域 所属领域 技术领域 "
        "专长 专业特长 熟悉领域 研究领域及方向 从事专业领域"
    ),
    ExpertColumn.CATEGORIES: _words(
        "评审类别 案例类型 评审类型 评审案例类型 案例类别 类别 类型 可评类别 可评审类别 拟评审类别 "
        "评审案例类别 拟评类型"
    ),
    ExpertColumn.PHONE: _words(
        "联系电话 电话 手机 手机号 手机号码 联系方式 电话号码 移动电话 办公电话 联系手机 专家电话"
    ),
    ExpertColumn.PREVIOUS: _words(
        "曾参加届次 曾参加的届次 参加届次 历届参加 历届参评 曾参评届次 参评届次 往届参与 往届参加 往届评审 "
        "历届评审 参加过的届次 曾参加评审届次 曾任届次"
    ),
    ExpertColumn.LOAD: _words(
        "评审上限 上限 最多评审 最多评审件数 评审件数上限 件数上限 评审数量上限 最大评审数 可评件数 "
        "可评审件数 评审量上限 最多件数"
    ),
}
# What stands in a column of categories for every one of them.
ALL_CATEGORIES = frozenset(_words("全部 所有 不限 各类 均可 都可以 三类 全类 综合"))
LIST_JOIN = "、"
LISTS_APART = r"[、，,;；/／|\n\r\t]+"
# What may be written around a number of cases or an edition.
LOAD_WORDS = r"^(?:最多|不超过|至多|≤|<=)?\s*(\d{1,4})(?:\.0+)?\s*(?:件|个|份|项)?$"
NO_WORDS = frozenset(_words("无 没有 否 未参加 暂无 - — /"))


class ExpertCode(Code):
    """Every code the reading of a list of reviewers can report beside those of a received file."""

    # A table, kept as one: code and level, the sentence, the next step.
    # fmt: off
    EXPERTS_NO_HEADER = (auto(), Level.ERROR,
        "文件“{file}”中没有找到“姓名”这一列。",
        "请在表头写明“姓名”“工作单位”等，或使用本页的名单模板填写后再上传。")
    EXPERTS_NO_ROWS = (auto(), Level.ERROR,
        "文件“{file}”的“姓名”列下面没有人员。",
        "请填写姓名后再上传。")
    EXPERTS_TOO_MANY = (auto(), Level.ERROR,
        "文件“{file}”的人数超过一次 {limit} 人的上限。",
        "请核对是否传错文件，或分成几份上传。")
    EXPERTS_TABLE_IGNORED = (auto(), Level.WARNING,
        "“{part}”没有“姓名”这一列，未读取。",
        "其中如有评审专家，请在表头写明“姓名”后重新上传。")
    EXPERTS_NO_EMPLOYERS = (auto(), Level.WARNING,
        "文件“{file}”没有“工作单位”这一列。",
        "没有工作单位就查不出同一单位的回避，请补上这一列后重新上传。")
    NAME_MISSING = (auto(), Level.ERROR,
        "第 {row} 行没有姓名。",
        "请补填姓名后重新上传。")
    TEXT_TOO_LONG = (auto(), Level.ERROR,
        "第 {row} 行的“{label}”有 {count} 个字，多于 {limit} 个字。",
        "请核对是否填错列，一行只写一人。")
    CELL_IS_FORMULA = (auto(), Level.ERROR,
        "第 {row} 行的“{label}”是公式，文件中没有保存计算结果。",
        "请用 Office 或 WPS 打开名单、保存后再上传，或直接填写文字。")
    ROW_REPEATED = (auto(), Level.ERROR,
        "与第 {other} 行是同一人（姓名和工作单位相同，或姓名和电话相同）。",
        "此行不导入；确为两人的，请补全工作单位和电话后重新上传。")
    REVIEWER_UNCLEAR = (auto(), Level.WARNING,
        "已登记的专家中有同名的 {count} 人（{known}），工作单位和电话都不同。",
        "默认不导入。确为另一人的，请勾选；是同一人的，请在专家名单中修改。")
    REVIEWER_AMBIGUOUS = (auto(), Level.ERROR,
        "已登记的专家中有 {count} 人与此行相符（{known}），无法确定更新哪一位。",
        "请在专家名单中分别修改。")
    REVIEWER_DROPPED = (auto(), Level.WARNING,
        "该专家已停止参加评审，导入只更新资料，不恢复参加。",
        "需要恢复的，请在专家名单中办理。")
    SAME_NAME = (auto(), Level.WARNING,
        "与第 {other} 行同名。",
        "请核对是否为同一人；是同一人的，请取消勾选。")
    EMPLOYER_MISSING = (auto(), Level.WARNING,
        "没有工作单位，查不出同一单位的回避。",
        "可以先导入，请在评审开始前补填。")
    CITY_UNKNOWN = (auto(), Level.WARNING,
        "“{value}”不是本届的市州，所在市州留空。",
        "请核对；省外专家或省直单位可以留空。")
    CATEGORY_UNKNOWN = (auto(), Level.ERROR,
        "评审类别“{value}”不是本届的案例类型。",
        "请填写：{options}；可填多个，用顿号隔开，留空即不限。")
    PHONE_INVALID = (auto(), Level.WARNING,
        "联系电话“{value}”不是有效的号码，未采用。",
        "请核对位数后补填。")
    PHONE_EXTRA = (auto(), Level.WARNING,
        "写了 {count} 个联系电话，只采用第一个。",
        "请核对采用的是否为本人常用的号码。")
    LOAD_INVALID = (auto(), Level.WARNING,
        "评审上限“{value}”不是件数，按不设上限处理。",
        "请填写 0 至 {limit} 的整数。")
    ROW_HIDDEN = (auto(), Level.WARNING,
        "在原表中是隐藏的行，默认不导入。",
        "确需导入的，请勾选。")
    # fmt: on

    def finding(self, source: Source | None = None, **facts: object) -> Finding:
        """This code about these facts; the sentences may use ``{row}``, the row as a person counts."""
        told = {"row": source.row if source else ""} | facts
        message, hint = self.message.format(**told), self.hint.format(**told)
        return Finding(self.level, self.name, message, hint, source=source)
