"""Signing in and out, as a browser lives it: deep links, reloads, copied cookies, other tabs."""

import pytest
from playwright.sync_api import expect

from tests.e2e.browser import (
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
    sign_out,
)

pytestmark = pytest.mark.browser

WUHAN = "cases?city=武汉市"


def test_deep_link_survives_signing_in_and_reloading(library, people, window):
    page = window.new_page()

    sign_in(page, library, *people["committee"], WUHAN)
    says(page, "共 40 件")
    page.reload()
    settle(page)

    says(page, "共 40 件")
    assert "/cases?city=" in page.url
    expect(page.get_by_role("button", name="退出登录")).to_be_visible()


def test_cookie_is_out_of_reach_of_scripts_and_dead_after_signing_out(library, people, window, open_browser):
    page = window.new_page()
    sign_in(page, library, *people["committee"], "profile")
    copied = window.cookies()
    thief = open_browser()
    thief.add_cookies(copied)
    stolen = thief.new_page()
    go(stolen, library, WUHAN)
    says(stolen, "共 40 件")

    assert page.evaluate("document.cookie").find("qichuang") == -1
    session = session_of(thief)
    assert (session, True) in sessions(library, people["committee"][0])
    sign_out(page)
    assert (session, False) in sessions(library, people["committee"][0])

    stolen.get_by_role("link", name="导出").click()
    is_signed_out(stolen)
    go(stolen, library, WUHAN)
    is_signed_out(stolen)
    thief.close()


def test_other_tab_loses_its_page_on_the_next_click_and_the_next_person_may_sign_in(library, people, window):
    page, other = window.new_page(), window.new_page()
    sign_in(page, library, *people["committee"], "profile")
    go(other, library, WUHAN)
    says(other, "共 40 件")

    sign_out(page)
    other.get_by_role("link", name="材料接收").click()

    is_signed_out(other)
    expect(other.get_by_test_id("stSidebarNav")).to_have_count(0)
    assert "武汉" not in main(other).inner_text()
    sign_in(page, library, *people["admin"], "accounts")
    says(page, "一人一个账号")
    expect(page.get_by_role("link", name="总览")).to_have_count(0)


def test_wrong_password_is_answered_in_words_and_the_right_one_then_opens(library, people, window):
    page = window.new_page()
    go(page, library, "profile")
    name, password = people["leadership"]
    earlier, counted = sessions(library, name), sum(failures(library))

    field_of(page, "用户名").fill(name)
    field_of(page, "密码").fill("不是这个密码不是这个")
    press(page, "登录")
    says(page, "用户名或密码不正确")
    settle(page)
    assert (session_of(window), sessions(library, name)) == (None, earlier)
    assert sum(failures(library)) == counted + 1
    field_of(page, "用户名").fill(name)
    field_of(page, "密码").fill(password)
    press(page, "登录")

    says(page, "陈立新（lingdao）")
    assert sessions(library, name) == [*earlier, (session_of(window), True)]
    assert sum(failures(library)) == counted
