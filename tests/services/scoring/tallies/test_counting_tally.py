"""Which tally counts: the last counted that was not discarded."""

from datetime import timedelta

from services.edition import queries as editions
from services.intake.terms import DocumentKind
from services.scoring.tallies import queries
from services.store import engine as store
from services.store import files
from services.store.models import StoredFile
from services.store.selection_models import Tally, TallyCount
from tests.material import NOW
from tests.services.reviewing import passed


def kept(cast, days, counts, *, discarded=False):
    """A tally written at once, counted so many days from now; its id."""
    content = f"{days} {counts}".encode()
    sha256 = files.keep(content)
    with store.work() as session:
        if session.get(StoredFile, sha256) is None:
            session.add(
                StoredFile(sha256=sha256, size=len(content), kind=DocumentKind.ATTACHMENT, received_at=NOW)
            )
            session.flush()
        made = Tally(
            edition_id=editions.current(session).id, source="投票平台", counted_at=NOW + timedelta(days=days),
            file_sha256=sha256, file_name="票数.xlsx", imported_by=cast["wang"].account_id, imported_at=NOW,
            discarded_at=NOW if discarded else None, discard_reason="导出有误" if discarded else None,
        )  # fmt: skip
        session.add(made)
        session.flush()
        for row, (case_id, votes) in enumerate(counts.items(), start=2):
            session.add(
                TallyCount(tally_id=made.id, case_id=case_id, votes=votes, written=f"案例{case_id}", row=row)
            )
        return made.id


def counting():
    with store.reading() as session:
        tally = queries.counting(session, editions.current(session))
        return None if tally is None else (tally.id, queries.votes(session, tally))


def test_nothing_counts_before_the_first_tally(database):
    assert counting() is None


def test_the_last_counted_counts_whenever_it_was_imported(database, cast):
    first, second = passed(cast)
    later = kept(cast, 2, {second: 7, first: 30})
    kept(cast, 1, {first: 20, second: 5})

    assert counting() == (later, {first: 30, second: 7})


def test_of_one_moment_the_last_imported_counts(database, cast):
    first, second = passed(cast)
    kept(cast, 1, {first: 20, second: 5})
    newer = kept(cast, 1, {first: 21, second: 5})

    assert counting() == (newer, {first: 21, second: 5})


def test_a_discarded_tally_counts_no_more(database, cast):
    first, second = passed(cast)
    earlier = kept(cast, 1, {first: 20, second: 5})
    kept(cast, 2, {first: 900, second: 5}, discarded=True)

    assert counting() == (earlier, {first: 20, second: 5})
