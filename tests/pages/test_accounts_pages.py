"""账号、批量创建账号。"""

import io

import openpyxl
import pytest

import ui.session
from services.accounts import actions, enrolling, queries
from services.accounts.rules import Newcomer
from services.export import enrolment
from services.export.reopened import word_rows
from services.store.engine import reading, work
from services.store.models import SignInSession
from services.terms import Role
from tests.material import NOW
from tests.pages.reading import button, words
from ui.phrases import literal
from ui.screens import path

ADDRESS = "http://192.168.1.20:8501"
HOSTILE = "**粗**$x^2$[点此](a.b)"


def field(app, label):
    """The text input with this label."""
    return next(i for i in app.text_input if i.label == label)


def choice(app, label):
    """The selectbox with this label."""
    return next(s for s in app.selectbox if s.label == label)


def known():
    with reading() as session:
        return {a.username: a for a in queries.accounts(session)}


def sessions_of(cast, name):
    with reading() as session:
        return queries.open_sessions(session, cast[name].account_id, ui.session.now())


def shown(app):
    """The names in the first table."""
    return list(app.dataframe[0].value["姓名"])


def roster(*rows, header=("姓名", "用户名", "单位", "角色")):
    book = openpyxl.Workbook()
    for row in (header, *rows):
        book.active.append(row)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def upload(app, *rows, name="名单.xlsx"):
    """Send a roster and have it read."""
    app.file_uploader[0].upload(name, roster(*rows), "application/octet-stream")
    button(app, "读取名单").click().run()
    return app


def slips(app):
    """What the slips say that this tab can download."""
    field(app, "登录地址（印在密码条上）").set_value(ADDRESS).run()
    assert [b.label for b in app.get("download_button")] == ["下载密码条"]
    made = enrolment.slips(app.session_state["once"][1], activity="活动", address=ADDRESS, now=NOW)
    return "\n".join(card for row in word_rows(made) for card in row)


@pytest.fixture
def many(cast):
    """A hundred reviewers who have not signed in yet."""
    with work() as session:
        people = [Newcomer(f"expert{n}", f"专家{n}", Role.REVIEWER, "x") for n in range(100)]
        enrolling.enrol(session, actor=cast["admin"], people=people, now=NOW)


def test_accounts_show_a_new_password_once(sign_in):
    app = sign_in("admin", "accounts")

    field(app, "用户名").set_value("专家_甲")
    field(app, "姓名").set_value("李娜")
    choice(app, "角色").set_value(Role.REVIEWER)
    button(app, "创建账号").click().run()

    assert literal("专家_甲") in words(app)
    password = app.code[0].value
    assert (known()["专家_甲"].role, known()["专家_甲"].display_name) == (Role.REVIEWER, "李娜")
    assert field(app, "用户名").value == ""
    app.run()
    assert not app.code
    assert password not in str(app.session_state)


def test_accounts_refusing_a_name_keep_what_was_typed(sign_in):
    app = sign_in("admin", "accounts")

    field(app, "用户名").set_value("wang")
    field(app, "姓名").set_value("王小敏")
    button(app, "创建账号").click().run()

    assert "用户名“wang”已被使用" in words(app)
    assert (field(app, "用户名").value, field(app, "姓名").value) == ("wang", "王小敏")
    assert not app.code
    app.run()
    assert not app.code


def test_accounts_are_found_by_name_and_state(sign_in, many):
    app = sign_in("admin", "accounts")
    assert len(shown(app)) == 105

    field(app, "查找").set_value("专家9").run()
    assert shown(app) == ["专家9", *(f"专家{n}" for n in range(90, 100))]

    app.segmented_control[0].set_value("active").run()
    assert "没有符合条件的账号" in words(app)

    field(app, "查找").set_value("ＷＡＮＧ").run()
    assert shown(app) == ["王敏"]
    assert choice(app, "账号").options == ["王敏（wang，组委会）"]


def test_accounts_of_hundreds_take_no_more_questions_than_of_five(sign_in, cast, count_statements, request):
    app = sign_in("admin", "accounts")
    with count_statements() as few:
        app.run()

    request.getfixturevalue("many")
    with count_statements() as hundreds:
        app.run()

    assert hundreds == few


def test_only_account_names_the_next_step(sign_in, cast):
    with work() as session:
        for name in ("wang", "li", "zhao", "chen"):
            session.delete(session.get_one(queries.Account, cast[name].account_id))

    app = sign_in("admin", "accounts")

    assert "还没有其他账号。请在下方新建" in words(app)
    assert not app.dataframe


@pytest.mark.parametrize(
    ("press", "told"),
    [
        ("停用", "停用账号需要写明理由"),
        ("退出全部登录", "退出他人的全部登录需要写明理由"),
        ("调整角色", "调整角色需要写明理由"),
    ],
)
def test_accounts_act_only_with_a_reason(sign_in, press, told):
    app = sign_in("admin", "accounts")

    button(app, press).click().run()

    assert told in words(app)


def test_accounts_disable_and_enable(sign_in, cast):
    app = sign_in("admin", "accounts")
    choice(app, "账号").set_value(cast["li"].account_id).run()

    field(app, "理由（记入操作日志）").set_value("已调离")
    button(app, "停用").click().run()

    assert known()["li"].is_disabled
    # The choice stays, the reason was for that act.
    assert choice(app, "账号").value == cast["li"].account_id
    assert field(app, "理由（记入操作日志）").value == ""
    field(app, "理由（记入操作日志）").set_value("返岗")
    button(app, "启用").click().run()
    assert not known()["li"].is_disabled


def test_accounts_change_a_role(sign_in, cast):
    app = sign_in("admin", "accounts")
    choice(app, "账号").set_value(cast["li"].account_id).run()

    choice(app, "新的角色").set_value(Role.LEADERSHIP)
    field(app, "理由（记入操作日志）").set_value("岗位变动")
    button(app, "调整角色").click().run()

    assert known()["li"].role is Role.LEADERSHIP
    assert "李思（li，领导）" in choice(app, "账号").options


def test_accounts_changing_a_role_somebody_changed_meanwhile_is_refused(sign_in, cast):
    app = sign_in("admin", "accounts")
    choice(app, "账号").set_value(cast["li"].account_id).run()
    with work() as session:
        actions.change_role(
            session, actor=cast["admin"], account_id=cast["li"].account_id, role=Role.REVIEWER,
            seen=Role.COMMITTEE, reason="先改", now=NOW,
        )  # fmt: skip

    choice(app, "新的角色").set_value(Role.LEADERSHIP)
    field(app, "理由（记入操作日志）").set_value("岗位变动")
    button(app, "调整角色").click().run()

    assert literal("刚刚修改了账号“li”的角色") in words(app)
    assert known()["li"].role is Role.REVIEWER
    assert field(app, "理由（记入操作日志）").value == "岗位变动"
    assert choice(app, "新的角色").value is Role.LEADERSHIP
    button(app, "调整角色").click().run()
    assert known()["li"].role is Role.LEADERSHIP


def test_accounts_sign_somebody_out_everywhere(sign_in, cast):
    with work() as session:
        session.add(
            SignInSession(
                token_hash="x", account_id=cast["li"].account_id, created_at=ui.session.now(),
                seen_at=ui.session.now(),
            )
        )  # fmt: skip
    app = sign_in("admin", "accounts")
    choice(app, "账号").set_value(cast["li"].account_id).run()
    assert "目前登录 1 处" in words(app)

    field(app, "理由（记入操作日志）").set_value("电脑遗失")
    button(app, "退出全部登录").click().run()

    assert sessions_of(cast, "li") == []
    assert "目前没有登录" in words(app)


def test_accounts_reset_a_password_and_show_it_once(sign_in, cast):
    app = sign_in("admin", "accounts")
    choice(app, "账号").set_value(cast["li"].account_id).run()

    button(app, "重置密码").click().run()

    assert "账号“li”的初始密码" in words(app)
    assert len(app.code[0].value) == 14
    assert known()["li"].must_change_password
    app.run()
    assert not app.code


def test_password_is_gone_from_the_tab_when_the_page_is_left(sign_in, cast):
    app = sign_in("admin", "enrol")
    upload(app, ("李娜",))
    button(app, "创建 1 个账号").click().run()
    password = app.session_state["once"][1][0].password

    app.switch_page(str(path("accounts"))).run()

    assert "once" not in app.session_state
    assert password not in words(app)
    app.switch_page(str(path("enrol"))).run()
    assert not [b for b in app.get("download_button") if b.label == "下载密码条"]


def test_roster_is_shown_created_and_handed_out(sign_in):
    app = sign_in("admin", "enrol")

    upload(
        app, ("李　娜", "", "武汉大学", ""), ("周敏", "zm", "", "领导"), ("王敏",), ("赵刚", "", "", "顾问")
    )

    told = words(app)
    assert "可以创建账号的 3 人" in told
    assert "有 1 行存在问题" in told
    assert list(app.dataframe[0].value["问题"]) == ["第 5 行的角色“顾问”无法识别。"]
    button(app, "创建 2 个账号").click().run()

    assert not app.exception
    assert (known()["李娜"].role, known()["zm"].role) == (Role.REVIEWER, Role.LEADERSHIP)
    assert "王敏" not in known()
    assert "2 张初始密码条已备好" in words(app)
    printed = slips(app)
    assert "姓名：李娜　武汉大学" in printed
    assert "用户名：zm" in printed


def test_passwords_are_on_no_page_and_gone_once_given_up(sign_in):
    app = upload(sign_in("admin", "enrol"), ("李娜",))
    button(app, "创建 1 个账号").click().run()
    password = app.session_state["once"][1][0].password

    assert password in slips(app)
    assert password not in words(app)
    button(app, "已下载保存，清除密码").click().run()

    assert "once" not in app.session_state
    assert [b.label for b in app.get("download_button")] == ["下载名单模板"]


def test_slips_need_an_address_others_can_open(sign_in):
    app = upload(sign_in("admin", "enrol"), ("李娜",))
    button(app, "创建 1 个账号").click().run()

    field(app, "登录地址（印在密码条上）").set_value(" ").run()
    assert "请填写登录地址" in words(app)
    assert not app.get("download_button")

    field(app, "登录地址（印在密码条上）").set_value("http://localhost:8501").run()
    assert "别的电脑打不开" in words(app)


def test_person_with_an_account_is_created_once_ticked(sign_in, monkeypatch):
    app = upload(sign_in("admin", "enrol"), ("王敏",))
    assert "其中 1 人可能已有账号" in words(app)
    assert button(app, "创建账号").disabled

    # AppTest cannot tick a row of an editor: the editor answers as if somebody had.
    monkeypatch.setattr("ui.accounts_roster.st.data_editor", lambda before, **_: before.assign(创建=True))
    app.run()
    button(app, "创建 1 个账号").click().run()

    assert known()["王敏"].display_name == "王敏"


def test_name_taken_meanwhile_creates_nobody_and_keeps_the_roster(sign_in, cast, password_hash):
    app = upload(sign_in("admin", "enrol"), ("李娜",), ("周敏",))
    with work() as session:
        actions.create(
            session, actor=cast["admin"], username="周敏", display_name="", role=Role.REVIEWER,
            password_hash=password_hash, now=NOW,
        )  # fmt: skip

    button(app, "创建 2 个账号").click().run()

    assert "用户名“周敏”已被使用。一个账号也没有创建" in words(app)
    assert "李娜" not in known()
    assert "once" not in app.session_state
    assert button(app, "创建 2 个账号")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "是空的"),
        (b"%PDF-1.4", "此处不能读取"),
        (roster(header=("学校", "电话")), "没有找到“姓名”这一列"),
        (roster(), "没有人员"),
    ],
)
def test_file_that_is_no_roster_is_told_and_its_name_is_text(sign_in, content, told):
    app = sign_in("admin", "enrol")

    app.file_uploader[0].upload(f"{HOSTILE}.xlsx", content, "application/octet-stream")
    button(app, "读取名单").click().run()

    assert not app.exception
    assert literal(told) in words(app)
    assert literal(HOSTILE) in words(app)
    assert HOSTILE not in words(app)
    assert not [b for b in app.button if b.label.startswith("创建")]


def test_no_file_chosen_is_told(sign_in):
    app = sign_in("admin", "enrol")

    button(app, "读取名单").click().run()

    assert "还没有选择文件" in words(app)


def test_lost_slips_are_made_again_for_who_never_signed_in(sign_in, many):
    app = sign_in("admin", "enrol")
    assert "有 100 个账号从未登录" in words(app)
    lost = app.multiselect[0]

    lost.set_value([known()["expert7"].id, known()["expert8"].id]).run()
    button(app, "重新生成初始密码并打印").click().run()

    assert "2 张初始密码条已备好" in words(app)
    printed = slips(app)
    assert "姓名：专家7" in printed
    assert "用户名：expert8" in printed


def test_nothing_to_make_again_says_where_else(sign_in):
    app = sign_in("admin", "enrol")

    assert "没有从未登录过的账号" in words(app)
