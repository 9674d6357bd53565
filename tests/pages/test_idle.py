"""The idle limit counts what people do, not what a page does by itself."""

from datetime import timedelta

import pytest
from sqlmodel import select

import ui.session
from services.store.engine import reading
from services.store.models import SignInSession


@pytest.fixture
def clock(monkeypatch):
    """The moment of the screens, moved by hand."""
    moment = [ui.session.now()]
    monkeypatch.setattr(ui.session, "now", lambda: moment[0])
    return moment


def seen_at():
    with reading() as session:
        return session.exec(select(SignInSession.seen_at)).one()


def test_click_keeps_the_session_alive(sign_in, clock):
    app = sign_in("chen", "overview")
    clock[0] += timedelta(minutes=200)

    app.run()

    assert seen_at() == clock[0]


def test_refresh_by_itself_does_not(sign_in, clock, cast):
    app = sign_in("chen", "overview")
    before = seen_at()
    clock[0] += timedelta(minutes=200)
    app.session_state["session.by_itself"] = True

    app.run()

    assert seen_at() == before
    clock[0] += timedelta(minutes=41)
    app.run()
    assert "用户名" in [field.label for field in app.text_input]
