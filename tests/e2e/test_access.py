"""Rights that end while a tab is open: locks, sign-out everywhere, disabled and re-roled accounts."""

import pytest
from playwright.sync_api import expect

from services.audit.terms import LoggedAct
from tests.e2e.browser import (
    another_run,
    choose,
    failures,
    field_of,
    go,
    is_signed_out,
    main,
    press,
    says,
    session_of,
    sessions,
    settle,
    sign_in,
)

pytestmark = pytest.mark.browser

WUHAN = "cases?city=武汉市"
WRONG = "不是这个密码不是这个"
TRIES = 5


def test_five_wrong_passwords_lock_the_account_for_every_tab(fresh_filled, people, window, open_browser):
    name, password = people["reviewer"]
    page = window.new_page()
    go(page, fresh_filled, "profile")

    # A try before its time is refused and not counted: typed again until the lock is said.
    while max(failures(fresh_filled), default=0) < TRIES:
        type_in(page, name, WRONG)
    says(page, "尝试次数过多，请在 15 分钟后再试")

    type_in(page, name, password)
    says(page, "尝试次数过多")
    elsewhere = open_browser()
    other = elsewhere.new_page()
    go(other, fresh_filled, "profile")
    type_in(other, name, password)
    says(other, "尝试次数过多")

    # The right password opened nothing, was not counted, and the lock was logged once.
    assert [session_of(context) for context in (window, elsewhere)] == [None, None]
    assert sessions(fresh_filled, name) == []
    assert max(failures(fresh_filled)) == TRIES
    assert fresh_filled.rows(
        "SELECT subject_name FROM auditentry WHERE action = ?", LoggedAct.SIGN_IN_LOCK.value
    ) == [(name,)]
    sign_in(other, fresh_filled, *people["leadership"], "profile")
    assert sessions(fresh_filled, people["leadership"][0]) == [(session_of(elsewhere), True)]
    elsewhere.close()


def test_signing_out_everywhere_ends_every_browser_and_every_copied_cookie(
    fresh_filled, people, window, open_browser
):
    page = window.new_page()
    sign_in(page, fresh_filled, *people["committee"], "profile")
    elsewhere, thief = open_browser(), open_browser()
    other, stolen = elsewhere.new_page(), thief.new_page()
    sign_in(other, fresh_filled, *people["committee"], WUHAN)
    thief.add_cookies(elsewhere.cookies())
    name = people["committee"][0]
    mine, theirs = session_of(window), session_of(thief)
    assert sessions(fresh_filled, name) == [(mine, True), (theirs, True)]

    press(page, "退出全部登录")

    is_signed_out(page)
    assert sessions(fresh_filled, name) == [(mine, False), (theirs, False)]
    other.get_by_role("link", name="导出").click()
    is_signed_out(other)
    go(stolen, fresh_filled, WUHAN)
    is_signed_out(stolen)
    sign_in(page, fresh_filled, *people["committee"], WUHAN)
    says(page, "共 40 件")
    go(stolen, fresh_filled, WUHAN)
    is_signed_out(stolen)
    # Signing in again opens one new session and revives neither of the ended ones.
    assert sessions(fresh_filled, name) == [(mine, False), (theirs, False), (session_of(window), True)]
    assert "共 40 件" not in main(stolen).inner_text()
    for context in (elsewhere, thief):
        context.close()


def test_disabled_and_re_roled_accounts_lose_their_rights_in_an_open_tab(
    fresh_filled, people, window, open_browser
):
    desk, wall = open_browser(), open_browser()
    member, leader = desk.new_page(), wall.new_page()
    sign_in(member, fresh_filled, *people["committee"], WUHAN)
    says(member, "共 40 件")
    sign_in(leader, fresh_filled, *people["leadership"], "overview")
    admin = window.new_page()
    sign_in(admin, fresh_filled, *people["admin"], "accounts")

    act(admin, people["committee"][0], "调整角色", "的角色已调整为“评审专家”")
    with another_run(member):
        member.get_by_role("link", name="导出").click()
    expect(member.get_by_role("link", name="案例库")).to_have_count(0)
    assert "武汉" not in main(member).inner_text()
    go(member, fresh_filled, WUHAN)
    assert main(member).get_by_text("共 40 件").count() == 0

    act(admin, people["leadership"][0], "停用", "已停用。")
    # The page on the wall notices by itself.
    is_signed_out(leader)
    for context in (desk, wall):
        context.close()


def act(page, username, button, answer):
    """What an administrator does with an account."""
    choose(page, "账号", f"（{username}，")
    choose(page, "新的角色", "评审专家")
    field_of(page, "理由（记入操作日志）").fill("工作调动")
    press(page, button)
    says(page, answer)
    settle(page)


def type_in(page, name, password):
    """Try to sign in, and wait for the answer."""
    field_of(page, "用户名").fill(name)
    field_of(page, "密码").fill(password)
    press(page, "登录")
    settle(page)
    expect(page.get_by_role("alert").filter(has_text="用户名或密码不正确").first).to_be_visible()
