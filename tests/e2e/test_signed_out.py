"""Without a cookie every address shows the form and nothing else, from a server's first request on."""

import pytest
from playwright.sync_api import expect

from tests.e2e.browser import Switch, english, go, main, secrets_of
from ui.screens import SCREENS

pytestmark = pytest.mark.browser

PAGES = [screen.file for screen in SCREENS]


# A server's very first request is the risky one, so every server begins with another page.
@pytest.mark.parametrize("walk", [PAGES, ["cases?city=武汉市"]], ids=["overview-first", "cases-first"])
def test_filled_server_shows_a_stranger_the_form_only(fresh_filled, window, walk):
    page, switch = window.new_page(), Switch()
    switch.listen(page)

    for path in walk:
        go(page, fresh_filled, path)
        _shows_only_a_form(page, "企创工作台", ["用户名", "密码"])

    assert switch.now.tells(secrets_of(fresh_filled)) == []
    assert switch.now.strangers() == []


@pytest.mark.parametrize("walk", [["accounts"], PAGES[::-1]], ids=["accounts-first", "profile-first"])
def test_empty_server_asks_a_stranger_for_the_first_account_only(fresh_empty, window, walk):
    page = window.new_page()

    for path in walk:
        go(page, fresh_empty, path)
        _shows_only_a_form(page, "欢迎使用企创工作台", ["用户名", "姓名", "密码", "再次输入密码"])

    assert english(page) == []


def _shows_only_a_form(page, title, labels):
    expect(main(page).get_by_role("heading", level=1)).to_have_text([title])
    expect(main(page).locator("input")).to_have_count(len(labels))
    assert [field.get_attribute("aria-label") for field in main(page).locator("input").all()] == labels
    expect(page.get_by_test_id("stSidebarNav")).to_have_count(0)
    expect(page.get_by_test_id("stDataFrame")).to_have_count(0)
