"""The invented selection: from the votes to both confirmed lists, and everything it leaves behind holds."""

import tomllib
from datetime import timedelta
from pathlib import Path
from random import Random

from sqlmodel import select

from services.demo import reviewing as demo
from services.demo import selecting
from services.demo.examining import Examiners
from services.demo.panel import panel_of
from services.demo.rules import Words
from services.edition.queries import current
from services.scoring.tallies import queries as tallies
from services.selection.lists import queries as lists
from services.selection.terms import ListKind, ObjectionState
from services.store import engine as store
from services.store import invariants
from services.store.models import Case
from services.store.selection_models import Objection
from services.terms import Park
from tests.material import NOW, row
from tests.services import reviewing

WORDS = Words.of(tomllib.loads(Path("data/demo/words.toml").read_text(encoding="utf-8")))
NUMBERS = tuple(range(1, 11))


def test_invented_edition_goes_on_to_both_confirmed_lists(sqlite, cast, facts):
    ids = reviewing.passed(cast, {"鄂州市": NUMBERS})
    with store.work() as session:
        # Four of ten: a list of ten meets the least share.
        for number, case in enumerate(session.exec(select(Case).order_by(Case.id))):
            case.park = Park.PARK if number < 4 else Park.NOT_PARK
    panel = panel_of("赵刚", facts, WORDS, [row(number) for number in NUMBERS], Random(1))
    demo.review(
        panel, "zhao", committee=cast["wang"], admin=cast["admin"], random=Random(3), now=NOW, is_whole=True
    )

    selecting.select(Examiners(cast["wang"], cast["li"]), Random(4), NOW + timedelta(days=20))

    with store.reading() as session:
        edition = current(session)
        assert len(tallies.kept(session, edition)) == 2
        shortlist, lecture = (lists.current(session, edition, kind) for kind in ListKind)
        assert {one.case_id for one in lists.members(session, shortlist)} == set(ids)
        assert len(lists.members(session, lecture)) == 2
        assert shortlist.announced_on is not None
        assert [one.state for one in session.exec(select(Objection))] == [ObjectionState.OPEN]
        assert invariants.check(session) == []
