"""What tests of 遴选 begin with."""

import pytest

from tests.services import selecting


@pytest.fixture
def scored(database, cast):
    """Four cases of two cities, three with an official score; the edition stands at the selection."""
    return selecting.selecting_stage(cast)
