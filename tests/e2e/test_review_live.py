"""评审进展 while somebody writes: figures follow what reviewers do, what is typed stays and nothing moves."""

import pytest
from playwright.sync_api import expect

from tests.e2e.browser import settle, sign_in
from tests.e2e.server import served
from tests.material import PASSWORD
from tests.services import reviewing

REASON = "两件案例另行补评"
CARDS = [f".st-key-rounds-{card}-card" for card in ("people", "remind", "owing", "spreads")]

pytestmark = pytest.mark.browser


@pytest.fixture
def review(folder, cast):
    """A server with an open round of three cases and one reviewer: site and cases."""
    cases = reviewing.passed(cast, {"天门市": (1, 2, 3)})
    reviewing.open_round(cast, cases, reviewing.register(cast["zhao"]))
    with served(folder) as site:
        yield site, cases


def test_progress_follows_while_a_reason_is_typed(review, cast, window):
    site, cases = review
    page = window.new_page()
    page.set_viewport_size({"width": 1440, "height": 2300})
    sign_in(page, site, "wang", PASSWORD, "rounds")
    page.get_by_role("button", name="结束评审").click()
    field = page.locator("input[aria-label='理由（记入操作日志）']:visible")
    field.press_sequentially(REASON[:4])
    places = [page.locator(card).bounding_box() for card in CARDS]

    reviewing.submit(cast["zhao"], cases[0])
    expect(page.locator(".st-key-rounds-figures").get_by_text("1 / 3").first).to_be_visible()
    settle(page)

    expect(field).to_be_focused()
    field.press_sequentially(REASON[4:])
    expect(field).to_have_value(REASON)
    assert [page.locator(card).bounding_box() for card in CARDS] == places
    reviewing.save(cast["zhao"], cases[1], {}, "记一笔")
    expect(page.get_by_text("其中草稿未提交 1 份")).to_be_visible()
    expect(field).to_have_value(REASON)
