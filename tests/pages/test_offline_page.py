"""我的评审：下载、读回离线评分表，提交填完的，打印签名；组委会导出专家评分表。"""

import io

import pytest
from openpyxl import load_workbook

from services.export import reopened
from services.export.offline_form import form_workbook
from services.review.offline import queries
from services.review.sheets.terms import SheetState
from services.store import engine as store
from services.store.review_models import Sheet
from tests.material import NOW
from tests.pages.reading import button, words
from tests.services import reviewing
from tests.services.reviewing import full, save, submit

FIRST = 5


@pytest.fixture
def cases(cast, sqlite):
    """Three passed cases on the desk of one reviewer in an open round."""
    ids = reviewing.passed(cast, {"天门市": (1, 2, 3)})
    reviewing.open_round(cast, ids, reviewing.register(cast["zhao"]))
    return ids


def book(cast):
    with store.reading() as session:
        return load_workbook(io.BytesIO(form_workbook(queries.form(session, cast["zhao"]), NOW)))


def fill(workbook, place, points):
    sheet = workbook.worksheets[0]
    for column in range(4, sheet.max_column - 2):
        sheet.cell(FIRST + place, column).value = points


def upload(app, workbook):
    target = io.BytesIO()
    workbook.save(target)
    app.file_uploader[0].upload("离线评分表.xlsx", target.getvalue(), "application/octet-stream")
    return button(app, "读取离线评分表").click().run()


def labels(app):
    return [b.label for b in app.button]


def test_form_is_offered_below_the_queue(sign_in, cases):
    app = sign_in("zhao", "scoring")

    assert not app.exception
    assert [b.label for b in app.get("download_button")] == ["下载离线评分表"]
    assert "生成专家评分表" not in labels(app)


def test_reading_back_shows_what_will_be_saved_saves_it_and_hands_in_in_two_steps(sign_in, cast, cases):
    workbook = book(cast)
    fill(workbook, 0, 4)
    fill(workbook, 1, "好")
    fill(workbook, 2, 5)
    save(cast["zhao"], cases[2], full(cases[2]), "网上的")
    app = upload(sign_in("zhao", "scoring"), workbook)
    assert not app.exception
    assert "新填 **1** 件" in words(app)
    assert "不能保存 2 件" in words(app)
    assert "不是整数" in words(app)
    assert "网页上又保存过" in words(app)
    assert [sheet.case_id for sheet in reviewing.stored(Sheet)] == [cases[2]]

    button(app, "保存 1 件草稿").click().run()

    assert not app.exception
    assert {sheet.case_id: sheet.state for sheet in reviewing.stored(Sheet)} == {
        cases[0]: SheetState.DRAFT,
        cases[2]: SheetState.DRAFT,
    }
    assert "不能保存 2 件" in words(app)
    button(app, "提交全部已填完的 1 份").click().run()
    assert [sheet.state for sheet in reviewing.stored(Sheet)] == [SheetState.DRAFT] * 2
    button(app, "确认提交 1 份").click().run()
    assert not app.exception
    assert reviewing.desk(cast["zhao"], cases[0]).saved.state is SheetState.SUBMITTED
    assert reviewing.desk(cast["zhao"], cases[2]).saved.state is SheetState.DRAFT
    button(app, "返回我的评审").click().run()
    assert app.get("download_button")


def test_not_handing_in_leaves_drafts(sign_in, cast, cases):
    workbook = book(cast)
    fill(workbook, 0, 4)
    app = upload(sign_in("zhao", "scoring"), workbook)
    button(app, "保存 1 件草稿").click().run()
    button(app, "提交全部已填完的 1 份").click().run()

    button(app, "先不提交").click().run()

    assert [sheet.state for sheet in reviewing.stored(Sheet)] == [SheetState.DRAFT]
    assert "提交全部已填完的 1 份" in labels(app)


def test_file_that_is_no_form_says_so_and_saves_nothing(sign_in, cast, cases):
    workbook = book(cast)
    del workbook["校验"]

    app = upload(sign_in("zhao", "scoring"), workbook)

    assert not app.exception
    assert "不是从“我的评审”页下载的离线评分表" in words(app).replace("\\", "")
    assert not any(label.startswith("保存") for label in labels(app))
    assert reviewing.stored(Sheet) == []


def test_button_without_a_file_asks_for_one(sign_in, cases):
    app = sign_in("zhao", "scoring")

    button(app, "读取离线评分表").click().run()

    assert "还没有选择文件" in words(app)


def test_reviewer_prints_what_was_handed_in(sign_in, cast, cases):
    submit(cast["zhao"], cases[0])
    app = sign_in("zhao", "scoring")

    button(app, "生成专家评分表").click().run()

    assert not app.exception
    assert "共 1 份，已与数据库核对一致" in words(app)
    [made] = app.session_state["exports.ready"].values()
    assert len(reopened.word_rows(made.content)) == 2


def test_committee_exports_one_reviewer_and_all(sign_in, cast, cases):
    submit(cast["zhao"], cases[0])
    app = sign_in("wang", "exports")
    assert next(b for b in app.selectbox if b.label == "评审专家").options == ["赵刚（武汉大学）"]

    for name, key in (("专家评分表（内部）赵刚.docx", "docx"), ("专家评分表（内部）.zip", "zip")):
        app.button(key=f"exports.sheets.{key}").click().run()
        assert not app.exception
        assert app.session_state["exports.ready"]["sheets"].name == name


def test_committee_without_sheets_is_told_so(sign_in, cases):
    app = sign_in("wang", "exports")

    assert not app.exception
    assert "还没有已提交的评分表" in words(app)
    assert "exports.sheets.docx" not in [button.key for button in app.button]
