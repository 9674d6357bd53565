"""What a person decides about a piece: its case, whether it counts; and what follows from it."""

import pytest

from services.errors import InvalidInput, NotFound, ReasonMissing, RuleViolation, StaleView
from services.intake.terms import DocumentKind, MatchReason
from services.materials.actions import assign, match_waiting, set_aside, take_back
from services.materials.terms import MaterialState, PieceState
from services.store import engine as store
from tests.fixtures.archive.build import gbk
from tests.material import NOW
from tests.services import staging
from tests.services.intake.pdfs import pdf, scan
from tests.services.materials.sending import (
    ROWS,
    form_of,
    materials,
    on,
    send,
    sent_and_applied,
    sets,
    waiting,
)

REASON = "市科协来电更正"


@pytest.fixture(autouse=True)
def filled(database, cast):
    sent_and_applied(cast, ROWS[:2], extra=[gbk("报送材料/扫描件.pdf", pdf(scan()))])


def piece(kind, position=0, states=(MaterialState.CURRENT,)):
    case = sets()[position].case
    return next(m for m in materials(states=states) if m.kind is kind and m.case_id == case.id)


def test_piece_is_put_to_a_case_by_hand_and_the_log_says_so(cast):
    [name] = waiting()
    scanned = next(m for m in materials() if m.file_name == name)
    replaced = piece(DocumentKind.PDF)
    before = staging.counter()

    on(assign, cast, scanned, case_id=sets()[0].case.id)

    now = piece(DocumentKind.PDF)
    assert (now.id, now.reason, now.matched_by) == (scanned.id, MatchReason.BY_HAND, "王敏")
    assert next(m for m in materials() if m.id == replaced.id).state is MaterialState.SUPERSEDED
    [entry] = staging.entries(before)
    assert entry.action == "material.assign"
    assert entry.changes == [{"field": "case", "old": None, "new": ROWS[0][1]}]


def test_piece_put_to_another_case_leaves_the_first_without(cast):
    video = piece(DocumentKind.VIDEO)

    on(assign, cast, video, case_id=sets()[1].case.id)

    assert [found.video.state for found in sets()] == [PieceState.MISSING, PieceState.PRESENT]


def test_piece_may_belong_to_no_case(cast):
    on(assign, cast, piece(DocumentKind.VIDEO), case_id=None)

    assert len(waiting()) == 2
    assert sets()[0].video.state is PieceState.MISSING


def test_what_a_person_took_out_is_not_put_back_by_itself(cast):
    on(assign, cast, piece(DocumentKind.VIDEO), case_id=None)

    with pytest.raises(InvalidInput), store.work() as session:
        match_waiting(session, actor=cast["wang"], now=NOW)
    assert sets()[0].video.state is PieceState.MISSING


def test_form_of_another_case_disagrees_and_its_pdf_is_compared_anew(cast, tmp_path):
    send(
        cast, tmp_path, {"x.docx": form_of(ROWS[0], **{"案例名称": "全新的案例", "完成单位": "襄阳新立公司"})}
    )
    stranger = next(m for m in materials() if m.file_name == "x.docx")

    on(assign, cast, stranger, case_id=sets()[0].case.id)

    assert sets()[0].form.state is PieceState.DISAGREEING


def test_piece_that_does_not_count_is_kept_with_the_reason_and_can_come_back(cast):
    form = piece(DocumentKind.FORM)

    with pytest.raises(ReasonMissing):
        on(set_aside, cast, form, reason=" ")
    on(set_aside, cast, form, reason=REASON)
    aside = piece(DocumentKind.FORM, states=[MaterialState.SET_ASIDE])
    assert (aside.set_aside_reason, sets()[0].form.state) == (REASON, PieceState.MISSING)
    with pytest.raises(RuleViolation):
        on(set_aside, cast, aside, reason=REASON)

    on(take_back, cast, aside)
    assert sets()[0].form.state is PieceState.PRESENT
    with pytest.raises(RuleViolation):
        on(take_back, cast, piece(DocumentKind.FORM))


def test_older_form_that_comes_back_takes_the_newer_ones_place(cast, tmp_path):
    send(cast, tmp_path, {"新.docx": form_of(ROWS[0], **{"荣誉奖励": "新"})})
    older = piece(DocumentKind.FORM, states=[MaterialState.SUPERSEDED])

    on(take_back, cast, older)

    assert piece(DocumentKind.FORM).id == older.id
    assert piece(DocumentKind.FORM, states=[MaterialState.SUPERSEDED]).form.honours == "新"


def test_nobody_overwrites_what_another_has_decided(cast):
    video = piece(DocumentKind.VIDEO)
    on(set_aside, cast, video, reason=REASON)

    with staging.nothing_written(), pytest.raises(StaleView):
        on(assign, cast, video, case_id=sets()[1].case.id, actor="li")


def test_senseless_decisions_are_refused(cast):
    video = piece(DocumentKind.VIDEO)
    for case_id, refusal in ((video.case_id, InvalidInput), (999_999, NotFound)):
        with staging.nothing_written(), pytest.raises(refusal):
            on(assign, cast, video, case_id=case_id)
    with pytest.raises(NotFound), store.work() as session:
        assign(session, actor=cast["wang"], material_id=999_999, case_id=1, seen=1, now=NOW)
    with staging.nothing_written(), pytest.raises(InvalidInput), store.work() as session:
        match_waiting(session, actor=cast["wang"], now=NOW)
