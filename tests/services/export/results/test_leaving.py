"""What is written about the results leaves only to whom it may, unchanged, and logged."""

import pytest
from sqlmodel import select

from services.edition.terms import Stage
from services.errors import NotAllowed, RuleViolation
from services.export import reopened
from services.export.terms import FORMATS, ExportFormat, ExportKind
from services.selection.lists import queries as lists
from services.store import engine as store
from services.store.models import Case
from services.store.selection_models import ConfirmedList, ListedCase
from services.terms import Role
from tests import rights
from tests.services import staging
from tests.services.resulting import PUBLIC, RESULTS, everything_in, made, of, written

# Before the cast, which is read from it.
pytestmark = pytest.mark.usefixtures("database")


def test_files_are_logged_the_same_twice_and_without_contacts(lecture, ids, cast):
    with store.reading() as session:
        secrets = [session.get_one(Case, one).phones[0] for one in ids] + ["总工程师"]
    for kind, form in written():
        before = staging.counter()
        file = made(cast, kind, form, **of(kind, form))

        [entry] = staging.entries(before)
        assert (entry.action, entry.subject_name) == ("export.download", file.name)
        assert made(cast, kind, form, **of(kind, form)) == file
        text = everything_in(file.content)
        assert not any(secret in text for secret in secrets)
        # Scores leave only in what says 内部.
        assert ("内部" in file.name) == (kind not in PUBLIC)
        assert "85.0000" not in text or kind not in PUBLIC


@pytest.mark.parametrize("name", ["admin", "zhao", "chen"])
def test_nobody_but_the_committee_gets_a_file(cast, name):
    for kind in RESULTS:
        assert rights.EXPORTS[kind.value] == {Role.COMMITTEE}
        for form in FORMATS[kind]:
            with staging.nothing_written(), pytest.raises(NotAllowed):
                made(cast, kind, form, actor=name, **of(kind, form))


def test_a_file_that_does_not_give_back_what_was_read_never_leaves(lecture, cast, monkeypatch):
    tables, sheet, text = reopened.word_tables, reopened.sheet_rows, reopened.csv_rows
    monkeypatch.setattr(reopened, "word_tables", lambda content: [one[:-1] for one in tables(content)])
    monkeypatch.setattr(reopened, "sheet_rows", lambda *arguments: sheet(*arguments)[:-1])
    monkeypatch.setattr(reopened, "csv_rows", lambda content: text(content)[:-1])
    for kind, form in written():
        with staging.nothing_written(), pytest.raises(RuleViolation, match="没有交付"):
            made(cast, kind, form, **of(kind, form))


@pytest.mark.parametrize("lost", ["sentence", "stamp"])
def test_a_paper_that_lost_a_sentence_or_its_stamp_never_leaves(lecture, cast, lost, monkeypatch):
    real = reopened.word_lines
    if lost == "sentence":
        monkeypatch.setattr(reopened, "word_lines", lambda content: real(content)[:-1])
    else:
        monkeypatch.setattr(reopened, "carries", lambda *_: False)
    for kind in RESULTS:
        with staging.nothing_written(), pytest.raises(RuleViolation, match="没有交付"):
            made(cast, kind, **of(kind, ExportFormat.DOCX))


def test_a_list_that_was_meddled_with_is_not_printed(shortlist, ids, cast):
    with store.work() as session:
        one = session.exec(select(ListedCase).where(ListedCase.list_id == shortlist)).first()
        kept = one.score
        one.score += 1

    with pytest.raises(RuleViolation, match="得分被改动"):
        made(cast, ExportKind.SHORTLIST)

    with store.work() as session:
        session.exec(select(ListedCase).where(ListedCase.id == one.id)).one().score = kept
        assert lists.broken(session, session.get_one(ConfirmedList, shortlist)) == []


def test_exporting_is_open_in_the_stages_after_the_selection(shortlist, cast):
    staging.move_to(cast, Stage.PROMOTE)

    assert made(cast, ExportKind.SHORTLIST).rows == 3
