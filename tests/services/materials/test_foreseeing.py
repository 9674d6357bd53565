"""What would belong to rows that are not applied yet: foreseen as applying then does it, and not stored."""

import pytest

from services.findings import errors
from services.intake import actions as intake_actions
from services.intake.terms import Mode
from services.materials import actions, foreseeing
from services.materials.terms import Piece, PieceState
from services.store import engine as store
from services.terms import Field
from tests.fixtures.archive.build import gbk, zipped
from tests.fixtures.video.build import video
from tests.material import row
from tests.services import staging
from tests.services.intake.pdfs import pdf, words
from tests.services.materials.sending import (
    CITY,
    ROWS,
    form_of,
    match_waiting,
    materials,
    on,
    package_of,
    send,
    send_and_apply,
    sets,
)

ALL = dict.fromkeys(Piece, PieceState.PRESENT)
NOTHING = dict.fromkeys(Piece, PieceState.MISSING)


@pytest.fixture
def recommending(database, cast):
    """The stage in which submissions are applied."""
    staging.recommending(cast)


def foreseen(submission_id):
    """By the row's place, what is foreseen."""
    with store.reading() as session:
        found = foreseeing.foreseen(session, submission_id)
    return {one.found.case.position: one for one in found.values()}


def states(one):
    """How each piece of a set stands."""
    return {piece: one.standing(piece).state for piece in Piece}


def staged(cast, tmp_path, rows, content):
    """Stage a 汇总表 and send a package without one; the submission."""
    submission_id = staging.receive(cast, CITY, list(rows))
    send(cast, tmp_path, {"材料.zip": content})
    return submission_id


def test_rows_show_what_arrived_and_applying_makes_it_so(recommending, cast, tmp_path):
    submission_id = staged(cast, tmp_path, ROWS, package_of(ROWS[:2], table=False))

    with staging.nothing_written():
        told = foreseen(submission_id)
    staging.apply(cast, submission_id)
    match_waiting(cast)

    assert {place: states(one.found) for place, one in told.items()} == {1: ALL, 2: ALL, 3: NOTHING}
    assert [len(told[place].arriving) for place in (1, 2, 3)] == [3, 3, 0]
    now = {one.case.position: one for one in sets()}
    assert {place: states(one) for place, one in now.items()} == {1: ALL, 2: ALL, 3: NOTHING}
    assert {p: {m.id for m in one.form.materials} for p, one in now.items()} == {
        p: {m.id for m in one.found.form.materials} for p, one in told.items()
    }
    assert {
        m.id: m.reason for one in now.values() for piece in Piece for m in one.standing(piece).materials
    } == {material: reason for one in told.values() for material, reason in one.arriving.items()}


def test_row_and_form_are_compared_field_by_field(recommending, cast, tmp_path):
    forms = [gbk("1.docx", form_of(ROWS[0], **{"联系电话": "13911112222"})), gbk("1.mp4", video())]

    told = foreseen(staged(cast, tmp_path, ROWS[:1], zipped(*forms)))

    assert told[1].found.form.state is PieceState.DISAGREEING
    [finding] = errors(told[1].found.form.findings)
    assert finding.code == "CONTACT_MISMATCH"
    assert finding.message.startswith("汇总表第 1 行的联系人和电话为")
    assert told[1].found.pdf.state is PieceState.MISSING


def test_a_pdf_with_text_is_compared_with_its_form(recommending, cast, tmp_path):
    cells = row(1, case_name="ALPHA GRINDING OF SPINDLES", enterprise="BETA MACHINES OF EZHOU")
    text = "ALPHA GRINDING OF SPINDLES BETA MACHINES OF EZHOU 13000000000"
    parts = [gbk("推荐表.docx", form_of(cells)), gbk("推荐表.pdf", pdf(words(text)))]

    told = foreseen(staged(cast, tmp_path, [cells], zipped(*parts)))

    assert told[1].found.pdf.state is PieceState.DISAGREEING
    [finding] = errors(told[1].found.pdf.findings)
    assert (finding.code, finding.field) == ("PDF_WORD_MISMATCH", "phones")


def test_row_that_brings_a_case_up_to_date_is_compared_with_what_that_case_has(recommending, cast, tmp_path):
    send_and_apply(cast, tmp_path, ROWS[:1])
    changed = row(1, phones="13999999999")
    submission_id = staging.receive(cast, CITY, [changed], name="更正.xlsx")

    [one] = foreseen(submission_id).values()

    assert one.found.case.id == sets()[0].case.id
    assert one.found.case.phones == ("13999999999",)
    assert one.arriving == {}
    assert states(one.found) == {**ALL, Piece.FORM: PieceState.DISAGREEING}
    staging.apply(cast, submission_id, Mode.SUPPLEMENT)
    assert states(sets()[0]) == states(one.found)


def test_newer_form_takes_the_older_ones_place_and_a_second_of_one_package_does_not(
    recommending, cast, tmp_path
):
    older, newer = form_of(ROWS[0]), form_of(ROWS[0], **{"荣誉奖励": "省科技进步奖"})
    other = form_of(ROWS[0], **{"荣誉奖励": "市科技进步奖"})
    submission_id = staging.receive(cast, CITY, [ROWS[0]])
    send(cast, tmp_path, {"一.zip": zipped(gbk("a.docx", older))})
    send(cast, tmp_path, {"二.zip": zipped(gbk("b.docx", newer), gbk("c.docx", other))})

    [one] = foreseen(submission_id).values()
    staging.apply(cast, submission_id)
    match_waiting(cast)

    assert [m.file_name for m in one.found.form.materials] == ["b.docx"]
    assert [m.file_name for m in sets()[0].form.materials] == ["b.docx"]
    assert list(one.arriving) == [m.id for m in one.found.form.materials]


def test_what_a_person_took_out_of_a_case_is_foreseen_for_no_row(recommending, cast, tmp_path):
    submission_id = staged(cast, tmp_path, ROWS[:1], package_of(ROWS[:1], table=False))
    staging.bring(cast, "武汉市", [row(9)])
    wuhan = next(one.case.id for one in sets())
    [form] = [one for one in materials() if one.file_name.endswith(".docx")]
    on(actions.assign, cast, form, case_id=wuhan)
    [form] = [one for one in materials() if one.file_name.endswith(".docx")]
    on(actions.assign, cast, form, case_id=None)

    [one] = foreseen(submission_id).values()

    assert form.id not in one.arriving
    assert one.found.form.state is PieceState.MISSING


def test_nothing_is_foreseen_without_material_or_city(recommending, cast, tmp_path):
    bare = staging.receive(cast, CITY, [ROWS[0]])
    before = foreseen(bare)
    send(cast, tmp_path, {"a.docx": form_of(ROWS[1])})
    nowhere = staging.receive(cast, None, [ROWS[2]], name="汇总表.xlsx")

    assert before == {}
    assert states(foreseen(bare)[1].found) == NOTHING
    assert foreseen(nowhere) == {}


def test_corrected_row_finds_its_form(recommending, cast, tmp_path):
    wrong = row(1, case_name="（空）", enterprise="写错的单位")
    submission_id = staged(cast, tmp_path, [wrong], zipped(gbk("a.docx", form_of(ROWS[0]))))
    before = foreseen(submission_id)[1].arriving
    [one] = staging.rows(submission_id)
    typed = {one.id: {Field.CASE_NAME: ROWS[0][1], Field.ENTERPRISE: ROWS[0][2]}}
    staging.do(intake_actions.correct, cast, submission_id, typed=typed)

    assert before == {}
    assert len(foreseen(submission_id)[1].arriving) == 1
