"""案例材料 page and the materials of a case, without a browser."""

import json

import pytest

from services.edition.terms import Stage
from services.intake.terms import DocumentKind
from services.materials import discs
from services.materials.terms import MaterialState
from tests.fixtures.archive.build import gbk
from tests.material import row
from tests.pages.reading import button, words
from tests.services import staging
from tests.services.intake.pdfs import pdf, scan
from tests.services.materials.sending import (
    CITY,
    PICTURE,
    ROWS,
    form_of,
    materials,
    package_of,
    send,
    send_and_apply,
    sets,
    waiting,
)


@pytest.fixture(autouse=True)
def videos(tmp_path, monkeypatch):
    monkeypatch.setenv("VIDEO_DIR", str(tmp_path / "videos"))
    return tmp_path / "videos"


@pytest.fixture
def recommending(sqlite, cast):
    staging.recommending(cast)


def test_empty_page_names_the_next_step(recommending, sign_in):
    app = sign_in("wang", "materials")

    assert not app.exception
    assert "案例库还没有案例" in words(app)
    assert "前往材料接收" in words(app) or app.get("page_link")


def test_page_counts_what_is_complete_city_by_city(recommending, cast, tmp_path, sign_in):
    send_and_apply(cast, tmp_path, ROWS)
    staging.bring(cast, "天门市", [row(9)])

    app = sign_in("wang", "materials", city=CITY)

    assert not app.exception
    assert "共 4 件案例，**3** 件材料齐全且没有问题" in words(app)
    counted, of_city, _ = (table.value for table in app.dataframe)
    lines = {line["市州"]: line for line in counted.to_dict("records")}
    assert (lines[CITY]["案例"], lines[CITY]["齐全"], lines[CITY]["待补"]) == (3, 3, 0)
    assert (lines["天门市"]["Word"], lines["天门市"]["待补"]) == (0, 1)
    assert list(of_city["PDF"]) == ["✓", "✓", "✓"]


def test_piece_without_a_case_is_put_to_one(recommending, cast, tmp_path, sign_in):
    send_and_apply(cast, tmp_path, ROWS[:1], extra=[gbk("报送材料/现场.png", PICTURE)])
    app = sign_in("wang", "materials")

    assert "报送材料/现场\\.png" in words(app)
    case = sets()[0].case
    chosen = next(box for box in app.selectbox if box.label == "对应案例")
    chosen.set_value(case).run()
    button(app, "对应").click().run()

    assert not app.exception
    assert waiting() == []
    assert sets()[0].pictures.materials[0].file_name == "报送材料/现场.png"


def test_piece_that_does_not_count_needs_a_reason(recommending, cast, tmp_path, sign_in):
    send(cast, tmp_path, {"广告.docx": form_of(ROWS[0])})
    app = sign_in("wang", "materials")

    button(app, "不采用").click().run()
    assert "需要写明理由" in words(app)
    next(field for field in app.text_input if field.label.startswith("理由")).set_value("与本届无关")
    button(app, "不采用").click().run()

    assert [one.state for one in materials()] == [MaterialState.SET_ASIDE]


def test_waiting_pieces_find_their_cases_when_the_table_is_applied(recommending, cast, tmp_path, sign_in):
    [received] = send(cast, tmp_path, {"鄂州市.zip": package_of(ROWS)})
    app = sign_in("wang", "submission", id=str(received.staged[0].submission_id))

    button(app, "入库").click().run()

    assert not app.exception
    assert waiting() == []
    assert all(found.is_complete for found in sets())


def test_disc_is_registered_and_read(recommending, cast, tmp_path, videos, sign_in):
    staging.bring(cast, CITY, list(ROWS))
    app = sign_in("wang", "materials")

    next(box for box in app.selectbox if box.label == "市州").set_value(CITY)
    next(field for field in app.text_input if field.label.startswith("寄送单位")).set_value("鄂州市科协")
    button(app, "登记").click().run()

    assert not app.exception
    assert "还没有读取" in words(app)
    assert "视频目录里还没有文件夹" in words(app)
    assert str(discs.directory()) == str(videos)


def test_closed_stage_shows_and_takes_nothing(recommending, cast, tmp_path, sign_in):
    send(cast, tmp_path, {"a.docx": form_of(ROWS[0])})
    staging.move_to(cast, Stage.REVIEW)
    app = sign_in("wang", "materials")

    assert "不接收新的材料" in words(app)
    assert not [b for b in app.button if b.label in ("上传并读取", "对应", "登记")]


def test_case_shows_form_beside_the_registry(recommending, cast, tmp_path, sign_in):
    send_and_apply(cast, tmp_path, ROWS[:1])
    send(cast, tmp_path, {"改.docx": form_of(ROWS[0], **{"联系电话": "13911112222"})})

    app = sign_in("wang", "case", id=str(sets()[0].case.id))

    assert not app.exception
    assert "Word 版 不一致" in words(app)
    assert "案例库中的联系人和电话为" in words(app)
    [table] = [one.value for one in app.table]
    assert list(table.loc["联系电话"]) == [ROWS[0][5], "13911112222"]


def test_case_without_materials_says_where_they_are_sent(recommending, cast, sign_in):
    staging.bring(cast, CITY, list(ROWS[:1]))

    app = sign_in("wang", "case", id=str(sets()[0].case.id))

    assert "没有收到推荐表 Word 版" in words(app)
    assert "请在“案例材料”页上传" in words(app)


def test_piece_is_taken_out_of_a_case_from_its_page(recommending, cast, tmp_path, sign_in):
    send_and_apply(cast, tmp_path, ROWS[:1])
    app = sign_in("wang", "case", id=str(sets()[0].case.id))

    button(app, "移出这件案例").click().run()

    assert [name.endswith(".docx") for name in waiting()] == [True]


def test_original_that_is_taken_out_is_logged(recommending, cast, tmp_path, sign_in):
    send_and_apply(cast, tmp_path, ROWS[:1])
    form = next(one for one in materials() if one.kind is DocumentKind.FORM)
    app = sign_in("wang", "case", id=str(sets()[0].case.id))
    before = staging.counter()

    button(app, "取出原件").click().run()

    [entry] = staging.entries(before)
    assert (entry.action, entry.subject_kind, entry.subject_id) == ("export.download", "Material", form.id)
    assert json.dumps(entry.changes).count(form.sha256) == 1


def test_scan_stands_beside_what_word_says(recommending, cast, tmp_path, sign_in):
    send_and_apply(cast, tmp_path, ROWS[:1])
    app = sign_in("wang", "case", id=str(sets()[0].case.id))
    [control] = [one for one in app.segmented_control if one.label == "材料"]

    control.set_value("PDF 版").run()
    assert "扫描件，请与 Word 版逐项目视核对" in words(app)
    assert not app.table
    app.toggle[0].set_value(True).run()

    assert not app.exception
    assert len(app.table) == 1


def test_sealed_table_lies_under_the_rows_it_seals(recommending, cast, tmp_path, sign_in):
    sealed = gbk(f"{CITY}汇总表.pdf", pdf(scan(stamp=(220, 20, 20))))
    [received] = send(cast, tmp_path, {"鄂州市.zip": package_of(ROWS, extra=[sealed])})

    app = sign_in("wang", "submission", id=str(received.staged[0].submission_id))

    assert not app.exception
    assert "末页有红色，可能是印章" in words(app)
