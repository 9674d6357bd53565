"""材料接收与报送核对：上传、更正、说明、搁置、入库。"""

import pytest
from streamlit.testing.v1 import AppTest

from services.intake.batch import import_file
from services.intake.queries import submission, submissions
from services.intake.receiving import receive_file
from services.intake.terms import RowState, SubmissionState
from services.status.queries import status
from services.store.engine import reading
from tests.material import NOW, row, summary
from tests.pages.reading import button, words
from tests.services.intake.forms import form
from tests.services.materials.sending import form_of, send

_ONE_ROW = """
from services.materials.foreseeing import foreseen
from services.store.engine import reading
from ui import submission_materials

with reading() as session:
    found = foreseen(session, {submission_id})
submission_materials.one(list(found.values())[{place}])
"""
FULL = [row(n) for n in range(1, 11)]


@pytest.fixture
def staged(cast, sqlite):
    """Stage a file of 鄂州市 (quota 10) and return its submission's id."""

    def stage(rows, name="鄂州市汇总表.xlsx"):
        return receive_file(summary("鄂州市", rows), name, actor=cast["wang"], now=NOW).submission_id

    return stage


def test_intake_empty_names_the_next_step(sign_in):
    app = sign_in("wang", "intake")

    assert "还没有收到报送材料" in words(app)


def test_intake_upload_lists_each_file_with_its_way_on(sign_in):
    app = sign_in("wang", "intake")

    app.file_uploader[0].upload("鄂州市汇总表.xlsx", summary("鄂州市", FULL), "application/octet-stream")
    app.file_uploader[0].upload("空.xlsx", b"", "application/octet-stream")
    button(app, "上传并检查").click().run()

    assert not app.exception
    assert "本次上传 2 份文件" in words(app)
    assert "读取 10 行" in words(app)
    assert "没有读取成功" in words(app)
    with reading() as session:
        assert [(s.city, s.row_count) for s in submissions(session)] == [("鄂州市", 10)]


def test_intake_says_where_a_form_will_be_received_and_stages_nothing(sign_in):
    app = sign_in("wang", "intake")

    app.file_uploader[0].upload("推荐表.docx", form(), "application/octet-stream")
    button(app, "上传并检查").click().run()

    assert not app.exception
    assert "内容是“推荐表”" in words(app)
    assert "请在“案例材料”页上传" in words(app)
    with reading() as session:
        assert submissions(session) == []


def test_intake_in_a_closed_stage_offers_no_upload(sign_in, move_stage):
    move_stage("review")

    app = sign_in("wang", "intake")

    assert not app.get("file_uploader")
    assert "不接收新的报送材料" in words(app)


def test_submission_without_id_leads_back_to_the_list(sign_in):
    app = sign_in("wang", "submission")

    assert "请先在“材料接收”页选择一份报送" in words(app)


@pytest.mark.parametrize("query", ["999", "一", "1e3", "-1"])
def test_submission_with_a_strange_id_says_so(sign_in, query):
    app = sign_in("wang", "submission", id=query)

    assert not app.exception
    assert "没有找到这份报送" in words(app) or "请先在“材料接收”页选择一份报送" in words(app)


def test_submission_corrects_a_cell_beside_its_problem_and_applies(sign_in, staged):
    submission_id = staged([row(1, phones="1380000123"), *FULL[1:]])
    app = sign_in("wang", "submission", id=str(submission_id))

    assert button(app, "入库").disabled
    _field(app, "联系电话").set_value("13800001234")
    button(app, "保存更正").click().run()
    button(app, "入库").click().run()

    assert not app.exception
    with reading() as session:
        assert submission(session, submission_id).view.rows == {RowState.APPLIED: 10}
        assert _city(session, "鄂州市").recommended == 10


def test_submission_answers_park_for_all_rows_at_once(sign_in, staged):
    submission_id = staged([row(n, remark="") for n in range(1, 11)])
    app = sign_in("wang", "submission", id=str(submission_id))

    button(app, "其余均非园区科协推荐").click().run()

    with reading() as session:
        detail = submission(session, submission_id)
        assert {r.park.value for r in detail.rows} == {"not_park"}
        assert {r.park_source for r in detail.rows} == {"组委会认定"}


def test_submission_over_quota_names_the_row_held_back(sign_in, staged):
    submission_id = staged([*FULL, row(11)])
    app = sign_in("wang", "submission", id=str(submission_id))

    assert "超出 1 件" in app.title[0].value
    button(app, "入库").click().run()

    with reading() as session:
        view = submission(session, submission_id).view
        assert (view.state, view.rows) == (
            SubmissionState.APPLIED,
            {RowState.APPLIED: 10, RowState.STAGED: 1},
        )


def test_submission_set_aside_needs_a_reason_and_can_be_taken_back(sign_in, staged):
    submission_id = staged([row(1, phones="1380000123"), *FULL[1:]])
    app = sign_in("wang", "submission", id=str(submission_id))

    button(app, "搁置").click().run()
    assert "搁置一行需要写明理由" in words(app)
    _field(app, "理由（记入操作日志）", -2).set_value("已请市州核实")
    button(app, "搁置").click().run()
    button(app, "取消搁置").click().run()

    assert not app.exception
    with reading() as session:
        assert submission(session, submission_id).view.rows == {RowState.STAGED: 10}


def test_second_file_asks_and_shows_the_difference_before_it_applies(sign_in, staged, cast):
    import_file(summary("鄂州市", FULL), "鄂州市汇总表.xlsx", actor=cast["wang"], now=NOW)
    submission_id = staged([row(1, case_name="换了名称的案例"), *FULL[1:9]], "鄂州市更正.xlsx")
    app = sign_in("wang", "submission", id=str(submission_id))

    app.radio[0].set_value(app.radio[0].options[1]).run()

    assert [(m.label, m.value) for m in app.metric] == [
        ("新增", "0 件"),
        ("更新", "1 件"),
        ("不变", "8 件"),
        ("撤回", "1 件"),
        ("暂不入库", "0 件"),
    ]
    with reading() as session:
        assert _city(session, "鄂州市").recommended == 10
    button(app, "入库").click().run()
    with reading() as session:
        assert _city(session, "鄂州市").recommended == 9


def _field(app, label, place=0):
    return [field for field in app.text_input if field.label == label][place]


def _city(session, name):
    return next(city for city in status(session, NOW).cities if city.name == name)


def test_ready_submissions_are_applied_with_one_click_and_the_others_wait(sign_in, cast):
    for city in ("天门市", "仙桃市"):
        rows = [row(n, enterprise=f"{city}{n}号农业科技有限公司") for n in range(1, 6)]
        receive_file(summary(city, rows), f"{city}.xlsx", actor=cast["wang"], now=NOW)
    receive_file(summary("潜江市", [row(1, phones="无")]), "潜江市.xlsx", actor=cast["wang"], now=NOW)
    app = sign_in("wang", "intake")

    button(app, "全部入库（2 份）").click().run()

    assert not app.exception
    with reading() as session:
        applied = {c.name: c.recommended for c in status(session, NOW).cities if c.recommended}
    assert applied == {"天门市": 5, "仙桃市": 5}


def test_submission_without_any_material_says_nothing_of_it(sign_in, staged):
    app = sign_in("wang", "submission", id=str(staged(FULL)))

    assert not app.exception
    assert "材料（" not in words(app)
    assert "Word 版" not in words(app)
    assert [o for o in _view(app).options if "材料" in o] == []


def test_submission_shows_beside_each_problem_what_material_the_row_has(sign_in, staged, cast, tmp_path):
    submission_id = staged([row(1, phones="1380000123", category="组织创新"), *FULL[1:]])
    send(cast, tmp_path, {"a.docx": form_of(FULL[0])})

    app = sign_in("wang", "submission", id=str(submission_id))

    assert not app.exception
    assert "Word 版 不一致" in words(app)
    assert "PDF 版 缺" in words(app)


def test_submission_lists_the_set_of_every_row(sign_in, staged, cast, tmp_path):
    submission_id = staged(FULL)
    send(
        cast,
        tmp_path,
        {"a.docx": form_of(FULL[0]), "b.docx": form_of(FULL[1], **{"联系电话": "13911112222"})},
    )
    app = sign_in("wang", "submission", id=str(submission_id))

    _view(app).set_value("materials").run()

    assert not app.exception
    assert "材料（10 行待补）" in _view(app).options
    assert "入库后归入案例" in words(app)
    table = app.dataframe[0].value
    assert list(table["Word"][:3]) == ["✓", "≠ 不一致", "缺"]
    assert list(table["图片"][:3]) == ["✓", "✓", "缺"]
    assert set(table["视频"]) == {"缺"}


def test_chosen_row_says_where_its_pieces_come_from_and_what_they_disagree_in(sqlite, staged, cast, tmp_path):
    submission_id = staged(FULL)
    send(cast, tmp_path, {"b.docx": form_of(FULL[1], **{"联系电话": "13911112222"})})

    # A click on a row of a table cannot be given to a page here: what it shows is drawn by itself.
    app = AppTest.from_string(_ONE_ROW.format(submission_id=submission_id, place=1)).run()

    assert not app.exception
    assert "入库后归入此案例：完成单位和案例名称相同" in words(app)
    [compared] = [one.value for one in app.table]
    assert list(compared.loc["联系电话"]) == [FULL[1][5], "13911112222"]
    assert list(compared.columns) == ["汇总表（这一行）", "推荐表"]


def _view(app):
    return next(group for group in app.segmented_control if group.label == "显示")
