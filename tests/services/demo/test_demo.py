"""The invented edition: what came beside the 汇总表, what has been examined, and that all of it holds."""

from datetime import UTC, datetime

import pytest

from services.accounts.queries import accounts
from services.demo.actions import fill
from services.demo.rules import SENDINGS, Flaw
from services.edition import queries as edition_queries
from services.edition.terms import Stage
from services.eligibility import queries as eligibility
from services.eligibility.terms import Comparison, ExaminationState, ReturnState
from services.findings import Level
from services.intake import queries as intake
from services.intake.readers import pdf
from services.materials import queries as materials
from services.materials.terms import Piece, PieceState
from services.store import engine as store
from services.store import files, invariants

NOW = datetime(2024, 9, 8, 2, 30, tzinfo=UTC)
# How a piece stands because of what is wrong with it.
SEEN_AS = {
    Flaw.NO_VIDEO: (Piece.VIDEO, PieceState.MISSING),
    Flaw.NO_PICTURE: (Piece.PICTURES, PieceState.MISSING),
    Flaw.SHORT_VIDEO: (Piece.VIDEO, PieceState.FLAWED),
    Flaw.UPRIGHT_VIDEO: (Piece.VIDEO, PieceState.FLAWED),
    Flaw.OTHER_CATEGORY: (Piece.FORM, PieceState.DISAGREEING),
    Flaw.OTHER_PHONE_IN_PDF: (Piece.PDF, PieceState.DISAGREEING),
}
SENT = [(sending.short_name, place, flaws) for sending in SENDINGS for place, flaws in sending.cases.items()]


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """The invented edition in a database of its own; the accounts."""
    folder = tmp_path_factory.mktemp("demo")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DATABASE_URL", f"sqlite:///{folder / 'demo.db'}")
        patch.setenv("FILES_DIR", str(folder / "files"))
        yield fill(NOW)
        store.engine().dispose()


@pytest.fixture
def opened(demo):
    """A look into it."""
    with store.reading() as session:
        yield session


@pytest.mark.parametrize(("city", "place", "flaws"), SENT)
def test_case_shows_what_was_sent_and_what_is_wrong_with_it(opened, city, place, flaws):
    of_city = [one for one in materials.sets(opened) if one.case.city == f"{city}市"]
    found = of_city[place - 1]

    expected = dict.fromkeys(Piece, PieceState.PRESENT) | dict(SEEN_AS[f] for f in flaws if f in SEEN_AS)
    assert {piece: found.standing(piece).state for piece in Piece} == expected


def test_packages_are_read_whole_and_every_piece_has_its_case(opened):
    received = materials.packages(opened)

    assert len(received) == len(SENDINGS) + 1
    assert [one.findings for one in received if one.findings] == []
    assert materials.unmatched(opened) == []
    assert len(materials.sealed_tables(opened, "天门市")) == 1


def test_a_form_lacks_nothing_that_nobody_left_out(opened):
    sent = [one for one in materials.sets(opened) if one.form.materials]

    assert len(sent) == len(SENT)
    loud = {f.code for one in sent for f in one.findings if f.level is not Level.INFO}
    assert loud == {
        "CATEGORY_MISMATCH", "PDF_WORD_MISMATCH", "PICTURE_NONE", "VIDEO_MISSING", "DURATION_SHORT", "PORTRAIT"
    }  # fmt: skip


def test_scan_is_a_picture_with_a_seal(opened):
    [sealed] = materials.sealed_tables(opened, "天门市")
    case = next(one for one in materials.sets(opened, city="天门市"))
    [scan] = case.pdf.materials
    printed = pdf.read(files.path_of(sealed.sha256).read_bytes(), 0).pdf

    assert scan.printed.is_scan
    assert scan.printed.red_share > 0
    assert case.case.enterprise in printed.text.replace("\n", "")


def test_some_cases_are_passed_returned_answered_and_proposed_for_refusal(opened):
    found = eligibility.progress(opened)
    returned = {one.state: one for one in eligibility.returns(opened, NOW)}

    assert found.applied == 327
    counts = {
        state: found.count(state) for state in ExaminationState if state is not ExaminationState.WAITING
    }
    assert counts == {
        ExaminationState.PASSED: 2,
        ExaminationState.RETURNED: 2,
        ExaminationState.REFUSAL_PROPOSED: 1,
        ExaminationState.REFUSED: 0,
    }
    assert found.changed == 0
    assert returned[ReturnState.OPEN].days_left > 0
    assert [asked.comparison for asked in returned[ReturnState.ANSWERED].asked] == [Comparison.SETTLED]


def test_refusal_waits_for_the_member_named_first(opened, demo):
    [proposed] = eligibility.proposals(opened)
    members = [one.username for one in demo if one.role.value == "committee"]
    names = {one.username: one.display_name for one in accounts(opened)}

    assert proposed.decided_by == names[members[1]]


def test_cases_can_be_taken_in_and_a_correction_waits(opened):
    [waiting] = [one for one in intake.submissions(opened) if one.applied_at is None]

    assert edition_queries.current(opened).stage is Stage.RECOMMEND
    assert (waiting.city, waiting.id, waiting.open_errors > 0) == ("随州市", 18, True)


def test_everything_holds(opened):
    assert invariants.check(opened) == []
