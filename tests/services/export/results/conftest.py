"""Lists that were confirmed, with a case whose name is meant to break files."""

import pytest

from services.selection.terms import ListKind
from services.store import engine as store
from services.store.models import Case
from tests.services import selecting
from tests.services.resulting import NASTY


@pytest.fixture
def ids(cast):
    """Five cases with scores, of which the first list holds three; a name of one is meant to break files."""
    ids = selecting.candidates(cast, size=3)
    with store.work() as session:
        session.get_one(Case, ids[0]).case_name = NASTY
    return ids


@pytest.fixture
def shortlist(ids, cast):
    """The first list, announced."""
    made = selecting.confirm(cast, selecting.run(cast))
    selecting.announce(cast, made)
    return made


@pytest.fixture
def lecture(shortlist, cast):
    """The lectures, drawn from it and not announced."""
    selecting.change_setting("lecture.size", 1)
    return selecting.confirm(cast, selecting.run(cast, ListKind.LECTURE))
