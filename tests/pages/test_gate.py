"""What stands in front of the app: headers on every answer, and no file without a session."""

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

import app
import ui.session
from services.accounts import actions, signing_in
from services.store import engine as store
from tests.material import PASSWORD
from ui.gate import Gate

FILES = ["/media/abc.xlsx", "/media/abc.svg"]


@pytest.fixture
def client(sqlite):
    """A browser before an app that hands out whatever is asked."""

    def anything(_request):
        return PlainTextResponse("13800000000")

    routes = [Route("/{path:path}", anything, methods=["GET", "PUT"])]
    return TestClient(Starlette(routes=routes, middleware=[Middleware(Gate)]), base_url="http://testserver")


@pytest.fixture
def token(client, cast):
    now = ui.session.now()
    ticket = signing_in.sign_in("wang", PASSWORD, address="10.1.2.3", now=now).ticket
    with store.work() as session:
        return signing_in.redeem_ticket(session, ticket=ticket, address="10.1.2.3", now=now)


def ask(client, path, token=None, **headers):
    cookies = {"cookie": f"{ui.session.COOKIE}={token}"} if token else {}
    return client.get(path, headers={**cookies, **headers})


@pytest.mark.parametrize("path", FILES)
def test_file_is_for_who_is_signed_in_only(client, token, path):
    assert ask(client, path, token).text == "13800000000"
    for stranger in (None, "made-up", token[:-1]):
        refused = ask(client, path, stranger)
        assert (refused.status_code, refused.text) == (401, "登录已失效，请重新登录后再试。")


def test_file_is_closed_to_a_cookie_that_was_signed_out(client, cast, token):
    with store.work() as session:
        actions.sign_out(session, actor=cast["wang"], token=token, now=ui.session.now())

    assert ask(client, FILES[0], token).status_code == 401


def test_upload_is_for_who_is_signed_in_only(client, token):
    put = "/_stcore/upload_file/session/file"

    assert client.put(put, content=b"x").status_code == 401
    assert (
        client.put(put, content=b"x", headers={"cookie": f"{ui.session.COOKIE}={token}"}).status_code == 200
    )


@pytest.mark.parametrize("cookies", ["", ";;;", "qichuang_session", 'a=b; qichuang_session="', "\u00e9=1"])
def test_cookie_that_is_none_is_nobody(client, cookies):
    assert client.get(FILES[0], headers={"cookie": cookies.encode("latin-1")}).status_code == 401


@pytest.mark.parametrize("path", ["/_stcore/metrics", "/_stcore/script-health-check"])
def test_what_the_server_says_of_itself_is_for_nobody(client, token, path):
    assert ask(client, path, token).status_code == 404


def test_every_answer_has_the_headers(client, token):
    for path in ("/", "/overview", "/_stcore/health", *FILES):
        headers = ask(client, path).headers
        assert headers["x-frame-options"] == "SAMEORIGIN"
        assert headers["x-content-type-options"] == "nosniff"
        assert "strict-transport-security" not in headers

    assert "object-src 'none'" in ask(client, "/").headers["content-security-policy"]
    assert "sandbox" in ask(client, FILES[1], token).headers["content-security-policy"]
    assert ask(client, FILES[0], token).headers["cache-control"] == "no-store"
    assert "strict-transport-security" in ask(client, "/", **{"x-forwarded-proto": "https"}).headers


def test_database_that_is_gone_is_said_in_words(client, token, tmp_path):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'gone.db'}")
        refused = ask(client, FILES[0], token)
        store.engine().dispose()

    assert refused.status_code == 503
    assert "数据库尚未初始化" in refused.text


def test_app_stands_behind_the_gate():
    assert Gate in [middleware.cls for middleware in app.app._user_middleware]
