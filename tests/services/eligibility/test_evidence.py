"""What the materials of a case bring to its examination, and when their absence counts."""

import pytest

from services.edition.queries import facts as edition_facts
from services.edition.terms import Stage
from services.eligibility import evidence as gathering
from services.eligibility import queries
from services.eligibility.terms import MachineState
from services.intake.terms import DocumentKind
from services.store import engine as store
from tests.material import NOW, row
from tests.services import staging
from tests.services.materials.sending import CITY, ROWS, form_of, send, send_and_apply, sets


@pytest.fixture(autouse=True)
def recommending(database, cast):
    staging.recommending(cast)


def states(case_id):
    with store.reading() as session:
        points = queries.examination(session, case_id, NOW).points
    return {point.item.key: point.machine.state for point in points}


def known(case_id):
    with store.reading() as session:
        return gathering.of(gathering.evidence(session), case_id)


def test_without_any_material_in_the_edition_the_machine_knows_nothing(cast):
    staging.bring(cast, CITY, list(ROWS))

    found = states(sets()[0].case.id)

    assert {found[key] for key in ("abstract", "word_and_pdf", "video")} == {MachineState.UNKNOWN}


def test_where_others_have_sent_theirs_what_is_missing_is_a_problem(cast, tmp_path):
    send_and_apply(cast, tmp_path, ROWS[:1])
    staging.bring(cast, "天门市", [row(9)])
    without = next(found.case.id for found in sets() if found.case.city == "天门市")

    found = states(without)

    assert {found[key] for key in ("consistent", "word_and_pdf", "video")} == {MachineState.PROBLEM}
    assert known(without).materials == {DocumentKind.SUMMARY}


def test_whole_set_leaves_nothing_to_correct(cast, tmp_path):
    send_and_apply(cast, tmp_path, ROWS)
    case_id = sets()[0].case.id

    found = states(case_id)

    assert MachineState.PROBLEM not in found.values()
    assert found["abstract"] is MachineState.CLEAR
    assert {DocumentKind.FORM, DocumentKind.PDF, DocumentKind.VIDEO} <= known(case_id).materials


def test_corrected_form_takes_its_problem_away(cast, tmp_path):
    send_and_apply(cast, tmp_path, ROWS[:1])
    case_id = sets()[0].case.id
    send(cast, tmp_path, {"错.docx": form_of(ROWS[0], **{"案例概要": ""})})
    assert states(case_id)["abstract"] is MachineState.PROBLEM

    send(cast, tmp_path, {"改.docx": form_of(ROWS[0], **{"荣誉奖励": "省科技进步奖"})})

    assert states(case_id)["abstract"] is MachineState.CLEAR


def test_evidence_of_all_is_that_of_each(cast, tmp_path):
    send_and_apply(cast, tmp_path, ROWS)
    ids = [found.case.id for found in sets()]

    with store.reading() as session:
        everything = gathering.evidence(session)
        assert everything == {case_id: gathering.evidence(session, [case_id])[case_id] for case_id in ids}


def test_funnel_counts_the_complete_from_the_same_evidence(cast, tmp_path):
    send_and_apply(cast, tmp_path, ROWS)
    staging.bring(cast, "天门市", [row(9)])
    staging.move_to(cast, Stage.EXAMINE)

    with store.reading() as session:
        found = queries.progress(session)
        assert edition_facts(session).checks
    assert (found.applied, found.complete) == (4, 3)
