"""Passwords that are checked at once."""

import bcrypt
import pytest
from sqlmodel import select

from services.accounts import signing_in
from services.store import engine as store
from services.store.models import Account
from tests.material import PASSWORD


@pytest.fixture
def quick(request, monkeypatch):
    """The same passwords at bcrypt's lowest cost: what is tried here is not how long it takes."""
    if "database" not in request.fixturenames:
        return
    request.getfixturevalue("database")
    hashed = bcrypt.hashpw(PASSWORD.encode(), bcrypt.gensalt(4)).decode()
    monkeypatch.setattr(signing_in, "_DUMMY", bcrypt.hashpw(b"nobody has this password", bcrypt.gensalt(4)))
    with store.work() as session:
        for account in session.exec(select(Account)):
            account.password_hash = hashed
