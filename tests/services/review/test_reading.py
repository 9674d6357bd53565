"""What a reviewer reads of the material: everything but phones, contacts and scans."""

import pytest

from services.edition.terms import Stage
from services.errors import NotFound
from services.intake.terms import DocumentKind
from services.review.sheets.hiding import COVERED
from services.review.sheets.reading import of_case, video_of
from services.store import engine as store
from tests.material import row
from tests.services import examining, reviewing, staging
from tests.services.intake.pdfs import pdf, words
from tests.services.materials.sending import CITY, form_of, materials, send, sent_and_applied
from tests.worlds import shared


@pytest.fixture
def zhao(database, cast):
    """A reviewer with one of two cases whose package came in whole."""
    reviewed(cast)
    return cast["zhao"]


@shared
def reviewed(cast):
    sent_and_applied(cast, [row(1), row(2)])
    staging.move_to(cast, Stage.EXAMINE)
    for case in staging.cases(CITY):
        examining.pass_it(cast, case.id)
    staging.move_to(cast, Stage.REVIEW)
    reviewing.open_round(cast, [staging.cases(CITY)[0].id], reviewing.register(cast["zhao"]))


def read(actor, case_id):
    with store.reading() as session:
        return of_case(session, actor, case_id)


def test_reviewer_reads_text_pictures_and_video_of_the_own_case(zhao):
    found = read(zhao, staging.cases(CITY)[0].id)

    assert found.abstract
    assert (len(found.pictured), len(found.videos)) == (1, 1)
    assert (found.case.phones, found.case.contact_name) == (None, None)


def test_scan_is_left_out(zhao):
    assert read(zhao, staging.cases(CITY)[0].id).pages == ()


def test_case_of_somebody_else_is_not_read(zhao):
    other = staging.cases(CITY)[1].id

    with pytest.raises(NotFound):
        read(zhao, other)


def test_video_of_somebody_elses_case_is_not_played(zhao):
    other = staging.cases(CITY)[1].id
    theirs = next(m for m in materials() if m.kind is DocumentKind.VIDEO and m.case_id == other)

    with pytest.raises(NotFound), store.reading() as session:
        video_of(session, zhao, theirs.id)


def test_phones_and_contact_are_covered_in_the_text_and_named_for_the_pages(database, cast, tmp_path):
    staging.recommending(cast)
    cells = list(row(1))
    cells[3], cells[4], cells[5] = "王刚、李强", "周敏 主任", "13800001111"
    said = {"案例概要": "研发历时三年。联系周敏13800001111或027-87654321。"}
    staging.bring(cast, CITY, [tuple(cells)])
    send(
        cast,
        tmp_path,
        {"a.docx": form_of(tuple(cells), pictures=(), **said), "a.pdf": pdf(words("13800001111"))},
    )
    staging.move_to(cast, Stage.EXAMINE)
    case_id = staging.cases(CITY)[0].id
    examining.pass_it(cast, case_id)
    staging.move_to(cast, Stage.REVIEW)
    reviewing.open_round(cast, [case_id], reviewing.register(cast["zhao"]))

    found = read(cast["zhao"], case_id)

    assert found.abstract == f"研发历时三年。联系{COVERED}{COVERED}或{COVERED}。"
    assert "周" in found.covered
