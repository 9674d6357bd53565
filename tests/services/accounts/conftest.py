"""Passwords that are checked at once."""

import bcrypt
import pytest
from sqlmodel import select

from services.store import engine as store
from services.store.models import Account
from tests.material import PASSWORD


@pytest.fixture
def quick(request):
    """The same passwords at bcrypt's lowest cost: what is tried here is not how long it takes."""
    if "database" not in request.fixturenames:
        return
    request.getfixturevalue("database")
    hashed = bcrypt.hashpw(PASSWORD.encode(), bcrypt.gensalt(4)).decode()
    with store.work() as session:
        for account in session.exec(select(Account)):
            account.password_hash = hashed
