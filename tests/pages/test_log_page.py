"""操作日志: looking things up, reading one entry, taking a copy along."""

import pytest
from sqlmodel import select

from services.cases import actions as cases
from services.edition import actions as editions
from services.store.engine import reading, work
from services.store.models import AuditEntry
from services.terms import Field
from tests.material import NOW, row
from tests.pages.reading import button, words
from tests.services import staging
from ui.log_table import PER_PAGE

CITY = "天门市"
SECRET = "13800000001"


@pytest.fixture
def worked(sqlite, cast):
    """A city's cases, one of them with another phone, and a quota that was changed."""
    staging.recommending(cast)
    staging.bring(cast, CITY, [row(1), row(2)])
    edit(cast, 0, {Field.PHONES: "13900000009"}, f"原号码 {SECRET} 停用")


def edit(cast, number, typed, reason):
    case = staging.cases(CITY)[number]
    with work() as session:
        cases.edit(
            session,
            actor=cast["wang"],
            case_id=case.id,
            seen=case.version,
            typed=typed,
            reason=reason,
            now=NOW,
        )


def table(app):
    return app.dataframe[0].value


def test_log_is_read_newest_first_with_everything_in_words(worked, sign_in):
    app = sign_in("wang", "log")

    newest = table(app).iloc[0]
    assert (newest["人员"], newest["事项"]) == ("王敏", "修改案例")
    assert newest["改动"] == f"联系电话：{SECRET} → 13900000009"
    assert SECRET in newest["理由"]


def test_administrator_reads_that_a_phone_changed_and_not_which(worked, sign_in):
    app = sign_in("admin", "log")

    newest = table(app).iloc[0]
    assert newest["改动"] == "联系电话：（不显示） → （不显示）"
    assert "1380000" not in table(app).to_string()
    assert "1390000" not in table(app).to_string()


@pytest.mark.parametrize(
    ("query", "acts"),
    [
        ({"who": "孙立", "act": "装载届次"}, set()),
        ({"who": "王敏", "act": "修改案例"}, {"修改案例"}),
        ({"kind": "报送"}, {"接收报送", "报送入库"}),
        ({"q": "汇总表"}, {"接收报送", "报送入库"}),
        ({"until": "2024-09-09"}, set()),
        ({"since": "2024-09-10", "kind": "案例"}, {"修改案例"}),
    ],
)
def test_log_is_narrowed_by_the_address(worked, sign_in, query, acts):
    app = sign_in("wang", "log", **query)

    if acts:
        assert set(table(app)["事项"]) == acts
    else:
        assert "没有符合条件的记录" in words(app)


def test_link_of_a_case_shows_its_own_entries_and_leads_on_to_all(worked, sign_in):
    case = staging.cases(CITY)[0]
    app = sign_in("wang", "log", kind="案例", id=str(case.id))
    assert list(table(app)["名称"]) == [case.case_name]

    button(app, "查看全部").click().run()

    assert "id" not in app.query_params


def test_long_log_is_read_page_by_page(sqlite, cast, sign_in):
    with work() as session:
        for number in range(PER_PAGE + 5):
            editions.register_park(
                session,
                actor=cast["admin"],
                name=f"园区科协第{number}号",
                city_id=None,
                reason="测试",
                now=NOW,
            )
    app = sign_in("admin", "log", act="登记园区科协")
    assert len(table(app)) == PER_PAGE

    app.session_state["log.page"] = 2
    app.run()

    assert list(table(app)["名称"]) == [f"园区科协第{number}号" for number in range(4, -1, -1)]


def test_log_is_taken_along_as_it_was_looked_up(worked, sign_in):
    app = sign_in("admin", "log", kind="案例")

    button(app, "生成 Excel 表格").click().run()

    assert "操作日志（内部）.xlsx" in words(app).replace("\\", "")
    assert "共 1 条" in words(app)
    with reading() as session:
        last = session.exec(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert (last.actor, last.action, last.subject_name) == (
        "admin",
        "export.download",
        "操作日志（内部）.xlsx",
    )


def test_text_of_people_is_shown_as_written(worked, cast, sign_in):
    edit(cast, 1, {Field.PEOPLE: "**甲**、[丙](http://x)"}, "# 一级标题")
    app = sign_in("wang", "log", kind="案例")

    assert table(app).iloc[0]["理由"] == "# 一级标题"
