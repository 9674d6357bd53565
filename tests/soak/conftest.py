"""New databases, one after another."""

from functools import partial

import pytest


@pytest.fixture(params=["sqlite", "postgresql"])
def blank(request, elsewhere):
    """Make one new database after another, with nothing in it."""
    return partial(elsewhere, request.param)
