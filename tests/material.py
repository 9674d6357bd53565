"""What tests are told about: the cast, the moment, and the material a city sends."""

from datetime import UTC, datetime
from io import BytesIO

import openpyxl

from services.accounts import actions as account_actions
from services.accounts import queries as account_queries
from services.store import engine as store
from services.terms import Role

PASSWORD = "江汉路上的梧桐树开花了"
NOW = datetime(2024, 9, 10, 2, 30, tzinfo=UTC)
HEADINGS = (
    "序号",
    "案例名称",
    "完成单位",
    "完成人员（团队）",
    "联系人及职务",
    "联系电话",
    "企业类型",
    "案例类型",
    "备注",
)

# A fixed cast: the same people in every test, so that a failure reads like a story.
CAST = {
    "admin": ("孙立", Role.ADMIN),
    "wang": ("王敏", Role.COMMITTEE),
    "li": ("李思", Role.COMMITTEE),
    "zhao": ("赵刚", Role.REVIEWER),
    "chen": ("陈岚", Role.LEADERSHIP),
}

_WORDS = "宏泰鼎盛瑞丰博远启明恒信金环凯龙安捷永祥海川中天弘毅聚能锐科新特天成三峰"
_WORDS = [_WORDS[i : i + 2] for i in range(0, len(_WORDS), 2)]


def row(number, **changed):
    """A row of 附件3 with nothing wrong in it; ``changed`` by field name."""
    fields = {
        "case_name": f"{_WORDS[number % len(_WORDS)]}{_WORDS[-number % len(_WORDS)]}装备{number}号关键技术研发",
        "enterprise": f"湖北{_WORDS[number % len(_WORDS)]}{_WORDS[number // len(_WORDS) % len(_WORDS)]}科技有限公司",
        "people": "张远、李文博",
        "contact": "张远 总工程师",
        "phones": f"138{number:08d}",
        "enterprise_type": "民营企业",
        "category": "技术创新",
        "remark": "非园区科协推荐",
        **changed,
    }
    return (str(number), *fields.values())


def summary(city, rows, *, date="2024年9月10日"):
    """A 汇总表 as an .xlsx file, laid out as 附件3."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["2024年湖北企业典型创新案例推荐汇总表"])
    sheet.append([f"市级科协：{city}科协（盖章）", *[None] * 6, date])
    sheet.append(HEADINGS)
    for cells in rows:
        sheet.append(cells)
    sheet.append(["填报人：周敏", None, None, "联系电话：027-87654321"])
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def create_cast(password_hash):
    """Create the accounts of the cast in an empty, prepared database."""
    name, (display_name, _) = next(iter(CAST.items()))
    with store.work() as session:
        admin = account_actions.create_first_administrator(
            session,
            username=name,
            display_name=display_name,
            password_hash=password_hash,
            now=NOW,
            origin="app",
        )
    for name, (display_name, role) in list(CAST.items())[1:]:
        with store.work() as session:
            account_actions.create(
                session,
                actor=admin,
                username=name,
                display_name=display_name,
                role=role,
                password_hash=password_hash,
                now=NOW,
            )
        with store.work() as session:
            actor = account_queries.actor_named(session, name, "app")
            account_actions.change_password(
                session, actor=actor, password_hash=password_hash, keep_token="", now=NOW
            )
