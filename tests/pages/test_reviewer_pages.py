"""评审专家、回避、评审承诺：名单怎样导入，待认定的怎样认定，签署之前什么也看不到。"""

import io

import openpyxl
import pytest

from services.edition.terms import Stage
from services.review.conflicts import actions as conflicts
from services.review.conflicts.queries import survey
from services.review.conflicts.terms import ConflictState
from services.review.reviewers import actions, queries
from services.review.reviewers.rules import Profile
from services.store import engine as store
from services.store.review_models import Conflict, Pledge
from tests.material import NOW, row
from tests.pages.reading import button, words
from tests.services import reviewing, staging

HEADER = ("姓名", "工作单位", "联系电话", "评审类别", "评审上限")


@pytest.fixture
def case_ids(sqlite, cast):
    return reviewing.passed(cast, {"天门市": (1, 2, 3)})


def xlsx(*rows):
    book = openpyxl.Workbook()
    for one in (HEADER, *rows):
        book.active.append(one)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def register(cast, *profiles):
    with store.work() as session:
        return [actions.register(session, actor=cast["wang"], profile=one, now=NOW) for one in profiles]


def refresh(cast):
    with store.work() as session:
        conflicts.refresh(session, actor=cast["wang"], now=NOW)


def listed():
    with store.reading() as session:
        return {one.profile.name: one for one in queries.reviewers(session)}


def found():
    with store.reading() as session:
        return survey(session).conflicts


def test_empty_pages_name_the_next_step(sign_in, sqlite, cast):
    assert "下一步：在“导入”中上传专家名单" in words(sign_in("wang", "reviewers"))
    assert "还没有登记评审专家" in words(sign_in("wang", "conflicts"))


def test_list_is_shown_before_it_is_imported(sign_in, sqlite, cast):
    app = sign_in("wang", "reviewers")
    content = xlsx(
        ("李娜", "武汉大学", "13800000001", "技术", 20),
        ("王强", "", "", "管理", ""),
        ("赵刚", "湖北大学", "1", "", ""),
    )
    app.file_uploader[0].upload("专家.xlsx", content, "application/octet-stream")
    app = button(app, "读取名单").click().run()

    assert "有 1 行存在问题，不能导入" in words(app)
    assert listed() == {}
    app = button(app, "导入 2 人").click().run()

    assert not app.exception
    assert sorted(listed()) == ["李娜", "赵刚"]
    assert listed()["赵刚"].username == "zhao"
    assert "**2** 位参加评审 · 尚无账号 1 · 未签承诺 2" in words(app)


def test_button_without_a_file_asks_for_one(sign_in, sqlite, cast):
    app = button(sign_in("wang", "reviewers"), "读取名单").click().run()

    assert "还没有选择文件" in words(app)


def test_reviewer_is_registered_by_hand_and_a_flaw_keeps_what_was_typed(sign_in, sqlite, cast):
    app = sign_in("wang", "reviewers")
    [name] = [f for f in app.text_input if f.label == "姓名"]
    [phone] = [f for f in app.text_input if f.label == "联系电话"]
    name.set_value("李娜")
    phone.set_value("123")
    app = button(app, "登记").click().run()

    assert "不是一个有效的电话号码" in words(app)
    assert next(f for f in app.text_input if f.label == "姓名").value == "李娜"
    next(f for f in app.text_input if f.label == "联系电话").set_value("13800000001")
    app = button(app, "登记").click().run()
    assert listed()["李娜"].profile.phone == "13800000001"


def test_reviewer_drops_out_with_a_reason_and_comes_back(sign_in, sqlite, cast):
    [reviewer_id] = register(cast, Profile("李娜", "武汉大学"))
    app = sign_in("wang", "reviewers")
    app = app.selectbox(key="reviewers.chosen").set_value(reviewer_id).run()
    app = button(app, "停止参加评审").click().run()
    assert "需要写明理由" in words(app)

    app.text_input(key=f"reviewers.part.{reviewer_id}.reason").set_value("出差")
    app = button(app, "停止参加评审").click().run()
    assert not listed()["李娜"].is_active
    app.text_input(key=f"reviewers.part.{reviewer_id}.reason").set_value("回来了")
    app = button(app, "恢复参加评审").click().run()
    assert listed()["李娜"].is_active


def test_profile_is_edited(sign_in, sqlite, cast):
    [reviewer_id] = register(cast, Profile("李娜", "武汉大学"))
    app = sign_in("wang", "reviewers")
    app = app.selectbox(key="reviewers.chosen").set_value(reviewer_id).run()
    app.text_input(key=f"reviewers.edit.{reviewer_id}.1.employer").set_value("湖北大学")
    app = button(app, "保存资料").click().run()

    assert not app.exception
    assert listed()["李娜"].profile.employer == "湖北大学"


def test_pledges_are_built_for_printing(sign_in, sqlite, cast):
    register(cast, Profile("李娜", "武汉大学"))

    app = button(sign_in("wang", "reviewers"), "生成 Word 文档").click().run()

    assert "共 1 人，已与数据库核对一致" in words(app)


def test_after_the_review_the_list_is_only_read(sign_in, case_ids, cast):
    register(cast, Profile("李娜", "武汉大学"))
    staging.move_to(cast, Stage.SELECT)

    app = sign_in("wang", "reviewers")
    assert "专家名单不再改动" in words(app)
    assert not [b for b in app.button if b.label in ("登记", "读取名单")]
    assert "回避不再改动" in words(sign_in("wang", "conflicts"))


def test_search_finds_and_a_person_decides(sign_in, case_ids, cast):
    register(cast, Profile("李娜", f"{row(1)[2]}研究院"))
    app = sign_in("wang", "conflicts")
    assert "有 1 条还没有登记" in words(app)

    app = button(app, "查找回避").click().run()
    assert "新增 1 条（其中待认定 1 条）" in words(app)
    assert "一方的名称包含另一方的全称" in words(app)
    app = button(app, "不需回避").click().run()
    assert "需要写明理由" in words(app)
    [one] = found()
    app.text_input(key=f"conflicts.decide.{one.id}.reason").set_value("同名的另一家")
    app = button(app, "不需回避").click().run()

    assert not app.exception
    assert [c.state for c in found()] == [ConflictState.CLEARED]
    assert "没有待认定的回避" in words(app)


def test_cleared_conflict_is_decided_anew(sign_in, case_ids, cast):
    register(cast, Profile("李娜", f"{row(1)[2]}研究院"))
    refresh(cast)
    [one] = found()
    with store.work() as session:
        conflicts.decide(
            session, actor=cast["wang"], conflict_id=one.id, is_conflict=False, reason="查无", seen=1, now=NOW
        )
    app = sign_in("wang", "conflicts")
    app = app.segmented_control(key="conflicts.view").set_value("cleared").run()
    app = app.selectbox(key="conflicts.anew.cleared").set_value(one.id).run()
    app = button(app, "改为应回避").click().run()

    assert not app.exception
    assert [c.state for c in found()] == [ConflictState.CONFIRMED]


def test_relation_no_name_tells_is_added_by_hand(sign_in, case_ids, cast):
    [reviewer_id] = register(cast, Profile("李娜", "武汉大学"))
    app = sign_in("wang", "conflicts")
    app = app.segmented_control(key="conflicts.view").set_value("confirmed").run()
    app = button(app, "登记").click().run()
    assert "请选择专家和案例" in words(app)
    next(s for s in app.selectbox if s.label == "专家").set_value(reviewer_id)
    next(s for s in app.selectbox if s.label == "案例").set_value(case_ids[0])
    app.text_input(key="conflicts.add.reason").set_value("师生")
    app = button(app, "登记").click().run()

    assert not app.exception
    assert [(c.case.id, c.reason) for c in found()] == [(case_ids[0], "师生")]


def test_those_nobody_can_vouch_for_and_declarations_are_listed(sign_in, case_ids, cast):
    register(cast, Profile("李娜"), Profile("赵刚", "武汉大学", phone="13800000001"))
    with store.work() as session:
        conflicts.declare_organisations(
            session, actor=cast["zhao"], told=["某某公司"], reason="持股", now=NOW
        )
    app = sign_in("wang", "conflicts")
    app = app.segmented_control(key="conflicts.view").set_value("unverifiable").run()
    assert "有 1 位专家资料不全" in words(app)
    app = app.segmented_control(key="conflicts.view").set_value("declared").run()

    assert list(app.dataframe[0].value["申报的单位"]) == ["某某公司"]


def test_nothing_is_seen_before_both_promises_are_given(sign_in, case_ids, cast):
    me = reviewing.register(cast["zhao"], has_pledged=False)
    reviewing.open_round(cast, case_ids, me)
    name = staging.cases()[0].case_name

    for app in (sign_in("zhao", "scoring"), sign_in("zhao", "scoring", id=str(case_ids[0]))):
        assert "保密承诺书" in words(app)
        assert name not in words(app)
        assert not [b for b in app.button if name in b.label]
    app.checkbox[0].set_value(True)
    app = button(app, "签署并进入评审").click().run()
    assert "还没有接受回避承诺" in words(app)
    app.checkbox[1].set_value(True)
    app = button(app, "签署并进入评审").click().run()

    assert not app.exception
    assert len(reviewing.stored(Pledge)) == 2
    assert name in words(app) + "".join(b.label for b in app.button)


@pytest.fixture
def scoring(sign_in, case_ids, cast):
    """赵刚 with three cases and both promises given."""
    me = reviewing.register(cast["zhao"])
    reviewing.open_round(cast, case_ids, me)
    reviewing.pledge(cast["zhao"])
    return lambda **query: sign_in("zhao", "scoring", **query)


def test_reviewer_declares_an_organisation_and_is_told_the_same_whatever_it_is(scoring, case_ids):
    told = []
    for name in (row(1)[2], "没有案例的公司"):
        app = scoring()
        app.text_area(key="declare.told").set_value(name)
        app = button(app, "登记").click().run()
        told.append([toast.value for toast in app.toast])
        assert not app.exception

    assert told[0] == told[1] != []
    assert [(c.case_id, c.state) for c in reviewing.stored(Conflict)] == [
        (case_ids[0], ConflictState.CONFIRMED)
    ]


def test_reviewer_declares_the_case_on_the_screen_and_it_is_gone(scoring, case_ids):
    app = scoring(id=str(case_ids[0]))
    app.text_input(key=f"declare.case.{case_ids[0]}.reason").set_value("合作过")
    app = button(app, "应当回避").click().run()

    assert not app.exception
    assert [c.case_id for c in reviewing.stored(Conflict)] == [case_ids[0]]
    app = scoring(id=str(case_ids[0]))
    assert "没有找到这件案例" in words(app)


def test_missing_accounts_are_created_and_linked_in_one_press(sign_in, sqlite, cast):
    register(cast, Profile("李娜", "武汉大学"), Profile("王敏", "湖北大学"))
    app = sign_in("admin", "enrol")

    app = button(app, "创建 1 个专家账号").click().run()

    assert not app.exception
    assert listed()["李娜"].username == "李娜"
    assert "1 张初始密码条已备好" in words(app)
    # 王敏 of the committee has that name already: nobody is created without being asked.
    assert listed()["王敏"].account_id is None
