"""What tests of the votes do again and again: a platform's table of the cases there are, imported."""

import io

import openpyxl

from services.scoring.tallies import actions
from services.scoring.tallies.reading import read_tally
from services.store import engine as store
from tests.material import NOW
from tests.services import staging

SOURCE = "湖北科协微信公众号投票"


def table(votes, *, extra=(), name=lambda case: case.case_name):
    """A workbook of the platform: a row for each case that has votes, and rows of any other kind."""
    book = openpyxl.Workbook()
    book.active.append(("案例名称", "完成单位", "得票数"))
    for case in staging.cases():
        if case.id in votes:
            book.active.append((name(case), case.enterprise, votes[case.id]))
    for row in extra:
        book.active.append(row)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def bring(cast, content, *, actor="wang", **options):
    """Import a file as it was read."""
    arguments = {"decided": {}, "zeros": frozenset(), "counted_at": NOW, "source": SOURCE, "now": NOW}
    file = read_tally(content, "票数.xlsx")
    with store.work() as session:
        return actions.import_tally(session, actor=cast[actor], file=file, **{**arguments, **options})
