"""The screen script run without a browser, as one of the cast."""

import secrets
from contextlib import contextmanager
from pathlib import Path

import pytest
import streamlit as st
from sqlalchemy import event
from streamlit.testing.v1 import AppTest

import ui.session
from services.accounts.rules import token_hash
from services.edition import actions, queries
from services.edition.terms import Stage
from services.store.engine import engine, work
from services.store.models import SignInSession
from tests.material import NOW
from ui.screens import path

_SCRIPT = Path(__file__).parents[2] / "ui" / "main.py"
_SECONDS = 20


@pytest.fixture(autouse=True)
def no_browser(monkeypatch):
    """AppTest's cookies and address are mocks: nobody is signed in unless a test says so."""
    monkeypatch.setattr(ui.session, "token", lambda: None)
    monkeypatch.setattr(ui.session, "address", lambda: "10.1.2.3")
    # The databases of tests lie at one address: what was drawn of another must not be shown.
    st.cache_resource.clear()


@pytest.fixture
def sign_in(sqlite, cast, monkeypatch):
    """Open the app signed in as one of the cast."""

    def open_as(name, page="profile", **query):
        token = secrets.token_urlsafe(32)
        with work() as session:
            session.add(
                SignInSession(
                    token_hash=token_hash(token),
                    account_id=cast[name].account_id,
                    created_at=ui.session.now(),
                    seen_at=ui.session.now(),
                )
            )
        monkeypatch.setattr(ui.session, "token", lambda: token)
        return open_page(page, **query)

    return open_as


@pytest.fixture
def signed_out(sqlite):
    """Open the app without a session."""
    return open_page


def open_page(page="", **query):
    """Run the screen script on a page, as a browser that opens its URL."""
    app = AppTest.from_file(str(_SCRIPT), default_timeout=_SECONDS)
    app.run()
    # The first page leads on to the role's own, which clears the query.
    for key, value in query.items():
        app.query_params[key] = value
    if page:
        app.switch_page(str(path(page))).run()
    return app


@pytest.fixture
def move_stage(sqlite, cast):
    """Move the edition to a stage, however far away it is."""

    def move(stage):
        with work() as session:
            actions.move_stage(
                session,
                actor=cast["wang"],
                target=Stage(stage),
                seen=queries.current(session).stage,
                reason="测试",
                now=NOW,
            )

    return move


@pytest.fixture
def count_statements(sqlite):
    """Count the SQL statements of a block."""

    @contextmanager
    def counting():
        counted = Counted()

        def listen(*_):
            counted.add()

        event.listen(engine(), "before_cursor_execute", listen)
        yield counted
        event.remove(engine(), "before_cursor_execute", listen)

    return counting


class Counted:
    """How many statements there were; compares by the number."""

    def __init__(self):
        self.number = 0

    def add(self):
        self.number += 1

    def __eq__(self, other):
        return self.number == other.number

    def __repr__(self):
        return f"{self.number} statements"
