"""What a person sees of a fault: a sentence with a number, and the text that was typed; mended, the same click works."""

import secrets

import pytest

import ui.session
from services.accounts.rules import token_hash
from services.cases import queries
from services.intake.queries import submission, submissions
from services.intake.receiving import receive_file
from services.store.engine import reading, work
from services.store.models import SignInSession
from services.terms import Role
from tests.faults import broken
from tests.material import NOW, row, summary
from tests.pages.conftest import open_page
from tests.pages.reading import button, words
from tests.services import staging

REASON = "理由（记入操作日志）"
FAULTS = ("locked", "full", "gone")


@pytest.fixture
def break_it(database, monkeypatch):
    """Break the test's database."""
    return {
        "locked": lambda: broken.locked(database, monkeypatch),
        "full": lambda: broken.full(database),
        "gone": lambda: broken.gone(database),
    }


@pytest.fixture
def sign_in(database, cast, monkeypatch):
    """Open a page as a member of the committee."""
    token = secrets.token_urlsafe(32)
    moment = ui.session.now()
    with work() as session:
        session.add(
            SignInSession(
                token_hash=token_hash(token),
                account_id=cast["wang"].account_id,
                created_at=moment,
                seen_at=moment,
            )
        )
    monkeypatch.setattr(ui.session, "token", lambda: token)
    monkeypatch.setattr(ui.session, "address", lambda: "10.1.2.3")
    return open_page


def field(app, label):
    """The first text field of this name."""
    return next(f for f in [*app.text_input, *app.text_area] if f.label == label)


def numbered(app, entry):
    """The sentences with a number, each in the log with its traceback, account and address."""
    said = [e.value for e in app.error if "编号" in e.value]
    assert said
    for sentence in said:
        found = entry(sentence)
        assert (found["account"], found["address"]) == ("wang", "10.1.2.3")
    return said


def go_on(app):
    """Where the page could not be drawn at all: try again, as the screen offers."""
    again = [b for b in app.button if b.label == "再试一次"]
    if again:
        again[0].click().run()
    assert not app.exception


@pytest.mark.parametrize("fault", FAULTS)
def test_case_form_keeps_what_was_typed(sign_in, case, break_it, fault, entry):
    app = sign_in("case", id=str(case.id))
    field(app, "联系人").set_value("李文博")
    field(app, "备注").set_value("由企业更正")
    field(app, REASON).set_value(broken.LONG)

    with staging.nothing_written(), break_it[fault]():
        button(app, "保存修改").click().run()
        assert not app.exception
        assert numbered(app, entry)
        is_drawn = fault != "gone"
        assert is_drawn == bool(app.text_input)
        if is_drawn:
            assert field(app, "联系人").value == "李文博"
    go_on(app)

    assert [field(app, name).value for name in ("联系人", "备注", REASON)] == [
        "李文博",
        "由企业更正",
        broken.LONG,
    ]
    button(app, "保存修改").click().run()
    assert not app.exception
    with reading() as session:
        saved = queries.case(session, viewer=Role.COMMITTEE, case_id=case.id)
    assert (saved.contact_name, saved.remark) == ("李文博", "由企业更正")


@pytest.mark.parametrize("fault", FAULTS)
def test_correction_of_a_row_keeps_what_was_typed(sign_in, cast, break_it, fault, entry):
    staging.recommending(cast)
    submission_id = staging.receive(cast, "鄂州市", [row(1, phones="1380000123"), row(2)])
    app = sign_in("submission", id=str(submission_id))
    # Long enough to need room a full database does not have.
    typed = "13800001234、" * 1_500 + "13800001235"
    field(app, "联系电话").set_value(typed)

    with staging.nothing_written(), break_it[fault]():
        button(app, "保存更正").click().run()
        assert not app.exception
        assert numbered(app, entry)
    go_on(app)

    assert field(app, "联系电话").value == typed
    field(app, "联系电话").set_value("13800001234")
    button(app, "保存更正").click().run()
    assert not app.exception
    with reading() as session:
        detail = submission(session, submission_id)
    assert detail.rows[0].corrected["phones"] == "13800001234"


@pytest.mark.parametrize("fault", [*FAULTS, "store"])
def test_upload_stays_chosen_until_it_is_received(sign_in, cast, break_it, fault, entry, tmp_path):
    staging.recommending(cast)
    receive_file(summary("天门市", [row(1)]), "天门市.xlsx", actor=cast["wang"], now=NOW)
    app = sign_in("intake")
    content = summary("鄂州市", [row(n) for n in range(1, 11)])
    app.file_uploader[0].upload("鄂州市汇总表.xlsx", content, "application/octet-stream")
    app.selectbox[0].set_value("鄂州市")

    faults = {**break_it, "store": lambda: broken.files_gone(tmp_path / "files")}
    with staging.nothing_written(), faults[fault]():
        button(app, "上传并检查").click().run()
        assert not app.exception
        assert numbered(app, entry)
        if fault != "gone":
            assert [f.name for f in app.file_uploader[0].value] == ["鄂州市汇总表.xlsx"]
            assert app.selectbox[0].value == "鄂州市"
    go_on(app)
    if fault == "gone":
        app.file_uploader[0].upload("鄂州市汇总表.xlsx", content, "application/octet-stream")
    assert app.selectbox[0].value == "鄂州市"

    button(app, "上传并检查").click().run()
    assert not app.exception
    assert not app.file_uploader[0].value
    with reading() as session:
        assert {s.city: s.row_count for s in submissions(session)} == {"鄂州市": 10, "天门市": 1}


def test_original_that_is_gone_from_the_store_is_said_with_a_number(sign_in, cast, entry, tmp_path):
    staging.recommending(cast)
    submission_id = staging.receive(cast, "鄂州市", [row(1)])
    app = sign_in("submission", id=str(submission_id))

    with broken.files_gone(tmp_path / "files"):
        button(app, "取出原始文件").click().run()

    [said] = numbered(app, entry)
    assert "文件库里读不到这份原始文件" in said


@pytest.mark.parametrize("page", ["overview", "cases", "intake", "exports", "profile"])
def test_page_without_a_database_is_a_sentence_with_a_number(sign_in, break_it, page, entry):
    app = sign_in(page)

    with break_it["gone"]():
        app.run()
        assert not app.exception
        [said] = numbered(app, entry)
        assert "编号" in said
        app.run()
        # The same outage within a minute is one entry of the log.
        assert [e.value for e in app.error] == [said]
    go_on(app)

    assert app.title


def test_sign_in_without_a_database_is_a_sentence_with_a_number(database, break_it, entry, monkeypatch):
    monkeypatch.setattr(ui.session, "token", lambda: None)
    monkeypatch.setattr(ui.session, "address", lambda: "10.1.2.3")
    app = open_page()

    with break_it["gone"]():
        app.run()
        [said] = [e.value for e in app.error]
    assert entry(said)["address"] == "10.1.2.3"
    go_on(app)

    assert "企创工作台" in words(app)


def test_mistake_of_ours_keeps_what_was_typed(sign_in, case, entry, monkeypatch):
    app = sign_in("case", id=str(case.id))
    field(app, "联系人").set_value("李文博")

    with monkeypatch.context() as patch:
        patch.setattr(ui.session, "signed_in", lambda: 1 / 0)
        button(app, "保存修改").click().run()
        [said] = [e.value for e in app.error]
        assert said.startswith("系统出错，本次操作未保存。")
        assert "division by zero" in entry(said)["traceback"]
    app.run()

    assert field(app, "联系人").value == "李文博"
