"""A video is played piece by piece, for those who may see what cities sent."""

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Route
from starlette.testclient import TestClient

import ui.session
from services.accounts import signing_in
from services.edition.terms import Stage
from services.intake.terms import DocumentKind
from services.review.conflicts.terms import ConflictState
from services.store import engine as store
from services.store import files
from tests.fixtures.video.build import video
from tests.material import PASSWORD
from tests.services import examining, reviewing, staging
from tests.services.materials.sending import ROWS, materials, send_and_apply
from ui import video_route
from ui.gate import Gate


@pytest.fixture
def client(sqlite, cast, tmp_path):
    staging.recommending(cast)
    send_and_apply(cast, tmp_path, ROWS[:1])
    routes = [Route(video_route.PATH, video_route.play)]
    return TestClient(Starlette(routes=routes, middleware=[Middleware(Gate)]), base_url="http://testserver")


def ask(client, name, path, **headers):
    now = ui.session.now()
    ticket = signing_in.sign_in(name, PASSWORD, address="10.1.2.3", now=now).ticket
    with store.work() as session:
        token = signing_in.redeem_ticket(session, ticket=ticket, address="10.1.2.3", now=now)
    return client.get(path, headers={"cookie": f"{ui.session.COOKIE}={token}", **headers})


def of(kind):
    found = next(one for one in materials() if one.kind is kind)
    return found, f"{video_route.PREFIX}{found.id}"


def test_video_is_handed_out_in_pieces_under_a_fixed_type(client):
    _, path = of(DocumentKind.VIDEO)

    whole = ask(client, "wang", path)
    part = ask(client, "wang", path, range="bytes=0-99")

    assert (whole.status_code, whole.content) == (200, video())
    assert (part.status_code, part.content) == (206, video()[:100])
    assert whole.headers["content-type"] == "video/mp4"
    assert whole.headers["x-content-type-options"] == "nosniff"
    assert "no-store" in whole.headers["cache-control"]


def test_nobody_else_gets_it(client):
    _, path = of(DocumentKind.VIDEO)

    assert client.get(path).status_code == 401
    for name in ("chen", "admin"):
        assert ask(client, name, path).status_code == 403
    assert ask(client, "zhao", path).status_code == 404


def test_reviewer_plays_the_videos_of_the_own_cases_only(client, cast):
    found, path = of(DocumentKind.VIDEO)
    staging.move_to(cast, Stage.EXAMINE)
    examining.pass_it(cast, found.case_id)
    staging.move_to(cast, Stage.REVIEW)
    reviewer = reviewing.register(cast["zhao"])
    assert ask(client, "zhao", path).status_code == 404

    reviewing.open_round(cast, [found.case_id], reviewer)
    assert ask(client, "zhao", path).status_code == 200

    reviewing.object_to(reviewer, found.case_id, ConflictState.SUSPECTED)
    assert ask(client, "zhao", path).status_code == 404
    reviewing.withdraw(reviewer, found.case_id)


def test_what_is_no_video_is_not_handed_out(client):
    _, form = of(DocumentKind.FORM)

    assert ask(client, "wang", form).status_code == 404
    assert ask(client, "wang", f"{video_route.PREFIX}999999").status_code == 404


def test_video_that_is_gone_says_so(client):
    found, path = of(DocumentKind.VIDEO)
    files.path_of(found.sha256).unlink()

    answer = ask(client, "wang", path)

    assert answer.status_code == 503
    assert "读不到" in answer.text
    files.keep(video())
