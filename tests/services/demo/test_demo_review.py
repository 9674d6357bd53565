"""The invented review: everything it leaves behind holds, and every page has something to show."""

import tomllib
from pathlib import Path
from random import Random

import pytest

from services.demo import reviewing as demo
from services.demo.panel import SIZE, panel_of, points
from services.demo.rules import Words
from services.edition.queries import current
from services.review.conflicts.queries import stored_conflicts
from services.review.conflicts.terms import ConflictKind
from services.review.rounds.queries import unfinished
from services.review.rounds.terms import RoundState
from services.review.sheets.terms import SheetState
from services.store import engine as store
from services.store import invariants
from services.store.review_models import Reviewer, Sheet
from tests.material import NOW, row
from tests.services import reviewing, staging

WORDS = Words.of(tomllib.loads(Path("data/demo/words.toml").read_text(encoding="utf-8")))
ROWS = [row(number) for number in range(1, 6)]


@pytest.fixture
def panel(facts):
    """The panel as the demo invents it for these rows."""
    return panel_of("赵刚", facts, WORDS, ROWS, Random(1))


def test_panel_is_the_same_for_the_same_seed_and_nobody_is_in_it_twice(facts, panel):
    assert panel == panel_of("赵刚", facts, WORDS, ROWS, Random(1))
    assert len({one.profile.name for one in panel}) == len(panel) == SIZE


def test_points_stay_within_the_scale_however_strict(facts):
    given = [points(facts.rubrics[0], "案例", strictness, Random(2)) for strictness in (-9.0, 0.0, 9.0)]

    scales = {criterion.key: criterion.scale for criterion in facts.rubrics[0].criteria}
    assert given[0] == scales
    assert given[2] == dict.fromkeys(scales, 0)
    assert all(0 <= given[1][key] <= scale for key, scale in scales.items())


def test_review_is_under_way_and_sound(sqlite, cast, panel):
    reviewing.passed(cast, {"天门市": (1, 2, 3, 4, 5)})

    demo.review(panel, "zhao", committee=cast["wang"], admin=cast["admin"], random=Random(3), now=NOW)

    with store.reading() as session:
        edition = current(session)
        assert unfinished(session, edition).state is RoundState.OPEN
        kinds = {one.kind for one in stored_conflicts(session, edition)}
        assert kinds >= {ConflictKind.SAME_EMPLOYER, ConflictKind.NAMED}
        assert list(invariants.check(session)) == []
    assert len(reviewing.stored(Reviewer)) == SIZE
    assert {sheet.state for sheet in reviewing.stored(Sheet)} == set(SheetState)
    assert len(staging.cases()) == 5
