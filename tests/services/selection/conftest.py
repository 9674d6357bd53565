"""What tests of 遴选 begin with."""

import pytest

from services.edition.terms import Stage
from tests.services import reviewing, selecting, staging


@pytest.fixture
def scored(database, cast):
    """Four cases of two cities, three with an official score; the edition stands at the selection."""
    ids = reviewing.passed(cast, {"天门市": (1, 2), "潜江市": (3, 4)})
    staging.move_to(cast, Stage.SELECT)
    selecting.scored(cast, selecting.finals(ids))
    return ids
