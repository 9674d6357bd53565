"""The fairness report as a Word file: for the committee and leadership, logged, with nothing it may not say."""

import pytest

from services.audit.terms import LoggedAct
from services.errors import InvalidInput, NotAllowed
from services.export import reopened
from services.export.actions import export
from services.export.terms import ExportFormat, ExportKind
from services.fairness import wording
from services.fairness.queries import report
from services.scoring.points import as_stored, shown
from services.selection.problem import Rules, Share
from services.selection.terms import ListKind
from services.store import engine as store
from services.store.models import Case
from services.terms import Role
from tests.material import NOW
from tests.services import fairing, staging


@pytest.fixture
def ids(database, cast):
    """Five reviewed cases."""
    return fairing.reviewed(cast)


@pytest.fixture
def shortlist(ids, cast):
    """Three of them confirmed."""
    scored = fairing.scored(cast, ids)
    fairing.listed(cast, *scored)
    return scored


def made(actor):
    with store.work() as session:
        return export(
            session, actor=actor, kind=ExportKind.FAIRNESS, format=ExportFormat.DOCX, now=NOW
        )  # fmt: skip


def test_document_says_what_the_page_says(shortlist, cast):
    content = made(cast["chen"]).content

    with store.reading() as session:
        found = report(session, viewer=Role.LEADERSHIP, kind=ListKind.SHORTLIST)
    lines = reopened.word_lines(content)
    assert wording.headline(found) in lines
    assert wording.votes(found.votes) in lines
    assert wording.reviewers(found.panel) in lines
    *_, cities = reopened.word_tables(content)
    assert [row[0] for row in cities[1:]] == [group.name for group in found.breakdowns[0].groups]
    assert cities[1][:4] == ("武汉市", "3", "3", "3")


def test_document_holds_no_score_no_name_and_no_phone(ids, shortlist, cast):
    said = "\n".join(reopened.word_texts(made(cast["wang"]).content))

    with store.reading() as session:
        cases = [session.get_one(Case, case_id) for case_id in ids]
        secret = {text for one in cases for text in (one.case_name, one.enterprise, *one.phones)}
    secret |= {shown(as_stored(score), decimals) for score in shortlist[1].values() for decimals in (2, 4)}
    secret |= {cast["zhao"].display_name, "武汉大学"}
    assert [text for text in secret if text in said] == []


def test_lectures_are_told_once_they_are_confirmed(shortlist, cast):
    assert not any("五、宣讲案例" in line for line in reopened.word_lines(made(cast["wang"]).content))
    fairing.listed(cast, *shortlist, ListKind.LECTURE, Rules(max_size=1, park_share=Share(0, 1)))

    assert any("五、宣讲案例" in line for line in reopened.word_lines(made(cast["wang"]).content))


def test_handing_out_is_logged_for_leadership_too(shortlist, cast):
    before = staging.counter()
    made(cast["chen"])

    [entry] = staging.entries(before)
    assert (entry.action, entry.role) == (LoggedAct.EXPORT, "leadership")


def test_before_a_list_is_confirmed_there_is_no_document(ids, cast):
    fairing.scored(cast, ids)

    with staging.nothing_written(), pytest.raises(InvalidInput, match="还没有确认过入选案例名单"):
        made(cast["chen"])


@pytest.mark.parametrize("name", ["zhao", "admin"])
def test_reviewer_and_administrator_get_no_document(shortlist, cast, name):
    with staging.nothing_written(), pytest.raises(NotAllowed):
        made(cast[name])
