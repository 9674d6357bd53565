"""The votes of a tally are those that were imported: the log keeps their fingerprint.

That a case is in a tally once a constraint holds; that every covered case is in
it must not always hold: a case may pass after the votes were imported, and
the scores are not fixed before a tally has it.
"""

from collections.abc import Callable, Iterator

from sqlmodel import Session, col, select

from services.audit.queries import logged
from services.audit.terms import LoggedAct
from services.scoring.tallies.queries import votes
from services.scoring.tallies.rules import digest
from services.scoring.tallies.terms import VOTES_DIGEST
from services.store.selection_models import Tally
from services.store.violations import Violation


def _votes_are_as_imported(session: Session) -> Iterator[Violation]:
    entries = logged(session, LoggedAct.TALLY_IMPORT, Tally.__name__)
    told = {
        entry.subject_id: change["new"]
        for entry in entries
        for change in entry.changes
        if change["field"] == VOTES_DIGEST
    }
    for tally in session.exec(select(Tally).order_by(col(Tally.id))):
        # A tally without its entry: that the log is not whole is said for itself.
        if tally.id in told and told[tally.id] != digest(votes(session, tally)):
            yield Violation("VOTES_CHANGED", f"网络投票结果“{tally.file_name}”的票数与导入时不一致。")


TALLY_CHECKS: tuple[Callable[[Session], Iterator[Violation]], ...] = (_votes_are_as_imported,)
