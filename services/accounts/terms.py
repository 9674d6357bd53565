"""Words of accounts: signing in, their states, and the roster (账号名单) many are created from."""

from collections.abc import Mapping
from enum import auto

from services.findings import Code, Finding, Level, Source
from services.terms import Role, Term


class CounterKind(Term):
    """What failed sign-ins are counted by."""

    NAME = "name", "用户名"
    ADDRESS = "address", "网络地址"


class AccountState(Term):
    """Whether an account can be used, as the administrator reads it."""

    ACTIVE = "active", "正常"
    FIRST_PASSWORD = "first_password", "须修改初始密码"
    DISABLED = "disabled", "已停用"


class RosterColumn(Term):
    """The columns of a roster. Any other, phones too, is never read."""

    NAME = "name", "姓名"
    USERNAME = "username", "用户名"
    UNIT = "unit", "单位"
    ROLE = "role", "角色"


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


# How people head these columns; compared without blanks, brackets and punctuation.
ROSTER_HEADINGS: Mapping[RosterColumn, tuple[str, ...]] = {
    RosterColumn.NAME: _words(
        # Not 评审专家 alone: that is what stands in the column of the roles.
        "姓名 名字 专家姓名 评审专家姓名 评委姓名 人员姓名 真实姓名 name"
    ),
    RosterColumn.USERNAME: _words("用户名 账号 帐号 登录名 登录账号 登录帐号 用户账号 登录用户名 username"),
    RosterColumn.UNIT: _words(
        "单位 工作单位 所在单位 单位名称 工作单位名称 现工作单位 所属单位 工作单位及职务 单位及职务"
    ),
    RosterColumn.ROLE: _words("角色 账号角色 用户角色 role"),
}
ROLE_WORDS: Mapping[str, Role] = {
    **{role.label: role for role in Role},
    "专家": Role.REVIEWER,
    "评委": Role.REVIEWER,
    "评审": Role.REVIEWER,
    "组委会成员": Role.COMMITTEE,
    "管理员": Role.ADMIN,
}
# Lines below a list that stand in the column of the names.
NOTE_WORDS = _words("注 备注 说明 填表说明 填表人 填报人 制表人 经办人 审核人 联系人 联系电话 日期 填表日期")
TOTAL_WORDS = _words("合计 总计 共计 小计")
# The template's own example, which is nobody.
EXAMPLE_WORD = "示例"
LIST_JOIN = "、"


class RosterCode(Code):
    """Every code the reading of a roster can report beside those of a received file."""

    # A table, kept as one: code and level, the sentence, the next step.
    # fmt: off
    ROSTER_NO_HEADER = (auto(), Level.ERROR,
        "文件“{file}”中没有找到“姓名”这一列。",
        "请在表头写明“姓名”，或使用本页的名单模板填写后再上传。")
    ROSTER_NO_ROWS = (auto(), Level.ERROR,
        "文件“{file}”的“姓名”列下面没有人员。",
        "请填写姓名后再上传。")
    ROSTER_TOO_MANY = (auto(), Level.ERROR,
        "文件“{file}”的人数超过一次 {limit} 人的上限。",
        "请核对是否传错文件，或分成几份上传。")
    ROSTER_TABLE_IGNORED = (auto(), Level.WARNING,
        "“{part}”没有“姓名”这一列，未读取。",
        "其中如有需要创建账号的人员，请在表头写明“姓名”后重新上传。")
    NAME_MISSING = (auto(), Level.ERROR,
        "第 {row} 行没有姓名。",
        "请补填姓名后重新上传。")
    NAME_TOO_LONG = (auto(), Level.ERROR,
        "第 {row} 行的姓名有 {count} 个字，多于 {limit} 个字。",
        "请核对是否填错列，一行只写一人。")
    UNIT_TOO_LONG = (auto(), Level.ERROR,
        "第 {row} 行的单位有 {count} 个字，多于 {limit} 个字。",
        "请核对是否填错列，必要时改用简称。")
    CELL_IS_FORMULA = (auto(), Level.ERROR,
        "第 {row} 行的“{label}”是公式，文件中没有保存计算结果。",
        "请用 Office 或 WPS 打开名单、保存后再上传，或直接填写文字。")
    USERNAME_UNUSABLE = (auto(), Level.ERROR,
        "第 {row} 行的“{value}”不能作为用户名。{why}",
        "请在“用户名”列另填一个。")
    USERNAME_REPEATED = (auto(), Level.ERROR,
        "第 {row} 行的用户名“{value}”与第 {other} 行相同。",
        "请改用不同的用户名，或留空由系统按姓名给出。")
    ROLE_UNKNOWN = (auto(), Level.ERROR,
        "第 {row} 行的角色“{value}”无法识别。",
        "请选填：{options}；留空即为评审专家。")
    ROLE_REFUSED = (auto(), Level.ERROR,
        "第 {row} 行的角色是系统管理员，不能批量创建。",
        "请在“账号”页逐个创建系统管理员。")
    SAME_NAME = (auto(), Level.WARNING,
        "与第 {other} 行同名，用户名为“{username}”。",
        "请核对是否为同一人；是同一人的，请取消勾选。")
    USERNAME_NUMBERED = (auto(), Level.WARNING,
        "“{value}”已是第 {other} 行的用户名，此行改为“{username}”。",
        "请核对；也可在“用户名”列另填一个。")
    ACCOUNT_EXISTS = (auto(), Level.WARNING,
        "已有账号（{known}），默认不再创建。",
        "确为另一人的，请勾选，用户名为“{username}”。")
    USERNAME_TAKEN = (auto(), Level.WARNING,
        "用户名“{value}”已是“{holder}”的账号，默认不再创建。",
        "确为另一人的，请勾选，用户名为“{username}”。")
    ROW_HIDDEN = (auto(), Level.WARNING,
        "在原表中是隐藏的行，默认不创建。",
        "确需创建的，请勾选。")
    # fmt: on

    def finding(self, source: Source | None = None, **facts: object) -> Finding:
        """This code about these facts; the sentences may use ``{row}``, the row as a person counts."""
        told = {"row": source.row if source else ""} | facts
        message, hint = self.message.format(**told), self.hint.format(**told)
        return Finding(self.level, self.name, message, hint, source=source)


ROSTER_KINDS = "此处可读取 .xlsx、.xls、.et、.docx、.doc、.csv 和 .txt 格式的名单"
# The next step of a refused file where that of a 汇总表 would not help.
UNREAD_HINTS: Mapping[str, str] = {
    "FILE_EMPTY": "请重新导出名单后再上传。",
    "FILE_TOO_LARGE": "名单只需要文字，请删去图片等内容后再上传。",
    "FILE_UNSUPPORTED": f"{ROSTER_KINDS}，请另存为 .xlsx 后再上传。",
    "READER_STOPPED": "请把姓名复制到空白的名单模板中，另存后再上传。",
    "ZIP_BOMB": "请把姓名复制到空白的名单模板中，另存后再上传。",
}
