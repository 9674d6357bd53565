"""Two reviewers and a committee member at once: assigned, scored, cut off, opened twice, closed."""

import json
import sqlite3
from contextlib import contextmanager

import pytest
from playwright.sync_api import expect

from services.accounts import actions as accounts
from services.accounts import queries
from services.audit.terms import LoggedAct
from services.store import engine as store
from services.store.models import Account
from services.store.review_models import Reviewer
from services.terms import Role
from tests.e2e.browser import NARROW, another_run, field_of, go, main, press, says, settle, sign_in
from tests.e2e.line import line
from tests.e2e.server import served
from tests.material import NOW, PASSWORD
from tests.services import reviewing, staging

pytestmark = pytest.mark.browser

WHY = "两位专家因公出差，不再等待"
_PAIRS = """
SELECT a.username, c.case_name FROM assignment s JOIN reviewer r ON r.id = s.reviewer_id
JOIN account a ON a.id = r.account_id JOIN recommended_case c ON c.id = s.case_id WHERE s.state = 'active'
"""
_SHEETS = """
SELECT a.username, c.case_name, s.state, s.comment FROM sheet s JOIN reviewer r ON r.id = s.reviewer_id
JOIN account a ON a.id = r.account_id JOIN recommended_case c ON c.id = s.case_id
"""


@pytest.fixture
def site(folder, cast):
    """A server with three passed cases and three reviewers, one of them employed where a case comes from."""
    reviewing.passed(cast, {"天门市": (1, 2, 3)})
    conflicted = staging.cases()[0].enterprise
    reviewing.register(cast["zhao"], has_pledged=False, employer=conflicted)
    for actor in (_recruit(cast, "qian", "钱进"), _recruit(cast, "sun", "孙平")):
        reviewing.register(actor, employer="武汉大学")
    with served(folder) as running:
        yield running


def _recruit(cast, name, shown):
    """One more person with a reviewer's account, whose password is that of the cast."""
    with store.work() as session:
        known = session.get_one(Account, cast["zhao"].account_id).password_hash
        accounts.create(
            session, actor=cast["admin"], username=name, display_name=shown, role=Role.REVIEWER,
            password_hash=known, now=NOW,
        )  # fmt: skip
        actor = queries.actor_named(session, name, "app")
        accounts.change_password(session, actor=actor, password_hash=known, keep_token="", now=NOW)
        return queries.actor_named(session, name, "app")


def test_round_from_its_assignment_to_its_end(site, open_browser):
    with line(site) as phone_line:
        wang, zhao, qian = (open_browser(), open_browser(*NARROW), open_browser())
        committee = wang.new_page()
        sign_in(committee, site, "wang", PASSWORD, "conflicts")
        _publish(committee, site)
        own, foreign = _cases_of(site, "zhao")

        phone = zhao.new_page()
        sign_in(phone, phone_line, "zhao", PASSWORD, "scoring")
        _promise(phone)
        settle(phone)
        listed = main(phone).inner_text()
        assert [name for name in own if name not in listed] == []
        assert [name for name in foreign if name in listed] == []
        assert foreign
        _is_never_reached(phone, phone_line, site, foreign)
        _loses_the_line(phone, phone_line, site)
        for _ in own:
            _score(phone)
        says(phone, "全部评分表已经提交")

        desk = qian.new_page()
        sign_in(desk, site, "qian", PASSWORD, "scoring")
        shown = _opens_two_tabs(desk, qian, site)
        assert [text for text in ("甲窗口写的", "乙窗口写的") if text not in shown] == []
        assert _comments(site, "qian") == {"乙窗口写的"}
        assert site.rows("SELECT count(*) FROM sheetversion WHERE comment = '甲窗口写的'") == [(1,)]

        _closes(committee, site, submitted=len(own))
        logged = site.rows("SELECT reason FROM auditentry WHERE action = ?", LoggedAct.ROUND_CLOSE.value)
        assert logged == [(WHY,)]
        go(phone, phone_line, "scoring")
        says(phone, "本轮评审已经结束")
        for context in (wang, zhao, qian):
            context.close()


def _publish(page, site):
    """The conflict is found, a round planned, the proposal published, the round opened."""
    with another_run(page):
        press(page, "查找回避")
    main(page).get_by_text("应回避（1）").click()
    says(page, "同一单位")
    go(page, site, "rounds")
    field_of(page, "每件案例的评审份数").fill("2")
    press(page, "筹备这一轮")
    settle(page)
    go(page, site, "assignment")
    press(page, "公布分配")
    says(page, "方案与已公布的分配相同")
    go(page, site, "rounds")
    press(page, "开启评审")
    says(page, "评审中")


def _cases_of(site, name):
    """The names of the cases that are the reviewer's, and of the others."""
    pairs = site.rows(_PAIRS)
    own = {case for username, case in pairs if username == name}
    return own, {case for _, case in pairs} - own


def _promise(page):
    for kind in ("保密承诺", "回避承诺"):
        main(page).get_by_text(f"我已阅读并接受{kind}").click()
        settle(page)
    press(page, "签署并进入评审")
    says(page, "已提交 0 /")


def _is_never_reached(page, address, site, foreign):
    for name in foreign:
        [(case_id,)] = site.rows("SELECT id FROM recommended_case WHERE case_name = ?", name)
        go(page, address, f"scoring?id={case_id}")
        says(page, "没有找到这件案例")
        assert name not in main(page).inner_text()
    go(page, address, "scoring")


def _loses_the_line(page, phone_line, site):
    """What is typed while the line is down is said to be unsaved, and stands in the database afterwards."""
    main(page).get_by_role("button", name="评审：").click()
    box, light = page.get_by_label("评审意见"), page.locator("span[role=status]")
    box.press_sequentially("第一句。")
    expect(light).to_contain_text("已保存")
    phone_line.cut()
    box.press_sequentially("断线时写的。")
    expect(light).to_contain_text("未保存")
    phone_line.mend()
    expect(light).to_contain_text("已保存")
    assert ("zhao", "draft", "第一句。断线时写的。") in {(u, s, c) for u, _, s, c in site.rows(_SHEETS)}
    page.reload()
    settle(page)
    expect(page.get_by_label("评审意见")).to_have_value("第一句。断线时写的。")


def _score(page):
    """Tap the best level of every criterion, and hand the sheet in."""
    if main(page).get_by_role("button", name="评审：").count():
        main(page).get_by_role("button", name="评审：").click()
        settle(page)
    levels = main(page).get_by_role("radio", name="优", exact=True)
    expect(levels.first).to_be_visible()
    for number in range(levels.count()):
        with another_run(page):
            levels.nth(number).click()
    with another_run(page):
        press(page, "提交")


def _opens_two_tabs(first, context, site):
    """The older tab's text is refused and shown beside the newer; nothing of either is lost."""
    main(first).get_by_role("button", name="评审：").click()
    first.wait_for_url("**/scoring?id=*")
    second = context.new_page()
    second.goto(first.url)
    settle(second)
    first.get_by_label("评审意见").press_sequentially("甲窗口写的")
    expect(first.locator("span[role=status]")).to_contain_text("已保存")
    second.get_by_label("评审意见").press_sequentially("乙窗口写的")
    says(second, "两份现在都还在")
    shown = main(second).get_by_test_id("stTable").inner_text()
    press(second, "用这里填写的")
    expect(second.locator("span[role=status]")).to_contain_text("已保存")
    return shown


def _comments(site, name):
    return {comment for username, _, _, comment in site.rows(_SHEETS) if username == name}


def _closes(page, site, submitted):
    """Progress is right without a reload; closing names what is missing and asks why."""
    says(page, f"{submitted} / {len(site.rows(_PAIRS))}")
    press(page, "结束评审")
    says(page, "不足 2 份评分")
    page.get_by_label("理由（记入操作日志）").last.fill(WHY)
    page.get_by_role("button", name="确认结束").click()
    says(page, "重新开启评审")


def test_what_is_typed_after_the_sign_in_has_ended_is_put_back(site, cast, open_browser):
    context = open_browser(*NARROW)
    page = context.new_page()
    _begin_alone(cast)
    sign_in(page, site, "qian", PASSWORD, "scoring")
    main(page).get_by_role("button", name="评审：").click()
    page.wait_for_url("**/scoring?id=*")
    main(page).get_by_role("radio", name="良", exact=True).first.click()
    expect(page.locator("span[role=status]")).to_contain_text("已保存")
    [(before,)] = site.rows("SELECT scores FROM sheet")

    with store_of(site) as write:
        write("UPDATE signinsession SET revoked_at = created_at")
    main(page).get_by_role("radio", name="优", exact=True).nth(1).click()
    page.get_by_label("评审意见").press_sequentially("退出之后写的")
    expect(page.locator("span[role=status]")).to_contain_text("登录已失效")
    assert site.rows("SELECT scores FROM sheet") == [(before,)]

    page.get_by_role("button", name="重新登录").click()
    expect(field_of(page, "用户名")).to_be_visible()
    address = page.url.removeprefix(site.address).lstrip("/")
    sign_in(page, site, "qian", PASSWORD, address)
    expect(page.locator("span[role=status]")).to_contain_text("已保存")
    expect(page.get_by_label("评审意见")).to_have_value("退出之后写的")
    # The browser gives text and points back one after the other.
    expect(main(page).get_by_role("radio", name="优", exact=True).nth(1)).to_be_checked()
    expect(page.locator("span[role=status]")).to_contain_text("已保存")
    [(after, comment)] = site.rows("SELECT scores, comment FROM sheet")
    assert comment == "退出之后写的"
    assert len(json.loads(after)) == len(json.loads(before)) + 1
    _turns_to_the_next(page)
    context.close()


def test_hands_quicker_than_the_line_lose_no_point(site, cast, open_browser):
    context = open_browser(*NARROW)
    page = context.new_page()
    _begin_alone(cast)
    with line(site) as phone_line:
        sign_in(page, phone_line, "qian", PASSWORD, "scoring")
        main(page).get_by_role("button", name="评审：").click()
        page.wait_for_url("**/scoring?id=*")
        best, good = (main(page).get_by_role("radio", name=name, exact=True) for name in ("优", "良"))
        points = main(page).get_by_role("spinbutton")
        best.nth(3).click()
        expect(points.nth(3)).not_to_have_value("")
        settle(page)

        with phone_line.slow():
            best.nth(0).click()
            good.nth(1).click()
            points.nth(3).fill("2")
            points.nth(3).press("Enter")
            best.nth(2).click()
        for level in (best.nth(0), good.nth(1), best.nth(2)):
            expect(level).to_be_checked()
        for at in range(3):
            expect(points.nth(at)).not_to_have_value("")
        expect(points.nth(3)).to_have_value("2")
        expect(best.nth(3)).not_to_be_checked()
        settle(page)
        [(stored,)] = site.rows("SELECT scores FROM sheet")
        assert {str(given) for given in json.loads(stored).values()} == {
            points.nth(at).input_value() for at in range(4)
        }
    context.close()


def test_points_given_while_the_server_was_away_are_put_back_by_the_next_one(site, cast, open_browser):
    context = open_browser(*NARROW)
    page = context.new_page()
    _begin_alone(cast)
    with line(site) as phone_line, served(site.folder) as another:
        sign_in(page, phone_line, "qian", PASSWORD, "scoring")
        main(page).get_by_role("button", name="评审：").click()
        page.wait_for_url("**/scoring?id=*")
        best = main(page).get_by_role("radio", name="优", exact=True)
        points = main(page).get_by_role("spinbutton")
        best.nth(0).click()
        expect(page.locator("span[role=status]")).to_contain_text("已保存")

        phone_line.fall_silent()
        best.nth(1).click()
        points.nth(2).fill("3")
        points.nth(2).press("Tab")
        expect(page.locator("span[role=status]")).to_contain_text("未保存")
        phone_line.cut()
        phone_line.mend(another)

        expect(points.nth(1)).not_to_have_value("")
        expect(points.nth(2)).to_have_value("3")
        expect(page.locator("span[role=status]")).to_contain_text("已保存")
        settle(page)
        [(stored,)] = site.rows("SELECT scores FROM sheet")
        assert len(json.loads(stored)) == 3
        expect(page.get_by_text("另一个窗口")).to_have_count(0)
        page.reload()
        expect(points.nth(2)).to_have_value("3")
    context.close()


def _turns_to_the_next(page):
    """“暂存，下一个” shows the next case with nothing of this one in its fields."""
    first = page.url
    press(page, "暂存，下一个")
    page.wait_for_url(lambda address: address != first)
    expect(page.get_by_label("评审意见")).to_have_value("")
    expect(main(page).get_by_role("radio", name="优", exact=True, checked=True)).to_have_count(0)


@contextmanager
def store_of(site):
    """Write into the server's database as nobody but a test does."""
    connection = sqlite3.connect(site.folder / "app.db", timeout=30)
    try:
        yield connection.execute
        connection.commit()
    finally:
        connection.close()


def _begin_alone(cast):
    """An open round in which one reviewer has every case."""
    qian = next(one.id for one in reviewing.stored(Reviewer) if one.name == "钱进")
    reviewing.open_round(cast, [case.id for case in staging.cases()], qian)
