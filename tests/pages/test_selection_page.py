"""遴选: no scores yet, a list with its reasons, rules that cannot hold, a tie, and what is tried out."""

import pytest

from services.audit.terms import LoggedAct
from services.edition.terms import Stage
from services.selection.runs import actions
from services.selection.runs.ties import DELIBERATION
from services.selection.terms import Effect, ListKind
from services.store.engine import work
from services.store.selection_models import ListDecision, SelectionRun, TieSettlement
from tests.material import NOW
from tests.pages.reading import button, words
from tests.services import reviewing, selecting, staging


@pytest.fixture
def scored(sqlite, cast):
    """Four cases, three scored; two places and no share of park, so that scores alone decide."""
    ids = selecting.selecting_stage(cast)
    selecting.change_setting("shortlist.park_share", "0")
    selecting.change_setting("shortlist.max_size", "2")
    return ids


@pytest.fixture
def tied(scored, cast):
    """The two best of them have one score, and there is one place; the selection has run."""
    selecting.scored(cast, dict.fromkeys(scored[1:3], 90))
    selecting.change_setting("shortlist.max_size", "1")
    selecting.run(cast)
    return scored[1:3]


def name(case_id):
    return selecting.stated().entries[str(case_id)].name


def metrics(app, of=""):
    return {one.label: one.value for one in app.metric}


def field(app, kind, label):
    return next(one for one in getattr(app, kind) if one.label.startswith(label))


def listed(app):
    """The cases of the table of cases with what is said of each."""
    table = next(one.value for one in app.dataframe if "原因" in one.value.columns)
    return {row["案例"]: (row["结果"], row["原因"]) for _, row in table.iterrows()}


def test_before_scores_are_fixed_the_page_names_the_next_step_and_the_rules(sign_in, cast, move_stage):
    reviewing.passed(cast)
    move_stage(Stage.SELECT)

    app = sign_in("wang", "selection")

    assert not app.exception
    assert "还没有核定得分" in words(app)
    assert "请先在“得分”页核定得分" in words(app)
    assert app.table[0].value.loc["园区科协占比下限"].tolist() == ["30 %", "通知二（二）3"]
    assert app.table[0].value.loc["最低分数"].tolist() == ["不设", "设定"]
    assert "运行遴选" not in [b.label for b in app.button]


def test_other_stage_shows_without_the_button(sign_in, scored, move_stage):
    move_stage(Stage.REVIEW)

    app = sign_in("wang", "selection")

    assert "遴选在“遴选”阶段运行" in words(app)
    assert "运行遴选" not in [b.label for b in app.button]


def test_selection_is_run_and_says_why_each_case_stands_where_it_does(sign_in, scored):
    app = button(sign_in("wang", "selection"), "运行遴选").click().run()

    assert not app.exception
    [run] = reviewing.stored(SelectionRun)
    assert run.answer["ids"] == [str(scored[2]), str(scored[1])]
    assert metrics(app)["入选件数"] == "2"
    assert metrics(app)["其他最低入选分"] == "90.0000"
    assert "凭得分即可确定" in words(app)
    assert "1 件案例没有核定得分，不参加遴选" in words(app)
    app = field(app, "segmented_control", "显示").set_value("全部").run()
    assert listed(app)[name(scored[1])] == (
        "入选",
        "凭分数入选：名单总数不变，单独取消任何一条规则也仍在名单里。",
    )
    assert listed(app)[name(scored[0])][0] == "未入选"


def test_case_that_is_out_shows_what_the_list_would_be_with_it(sign_in, scored, cast):
    selecting.run(cast)
    app = sign_in("wang", "selection")

    app = field(app, "selectbox", "查看一件案例").set_value(str(scored[0])).run()
    app = button(app, "如果必须入选会怎样").click().run()

    shown = words(app).replace("\\", "")
    assert f"如果 《{name(scored[0])}》 必须入选，《{name(scored[0])}》 入选" in shown
    assert f"《{name(scored[1])}》 落选" in shown


def test_result_that_no_longer_stands_says_what_has_changed(sign_in, scored, cast):
    selecting.run(cast)
    selecting.change_setting("shortlist.max_size", "1")

    app = sign_in("wang", "selection")

    assert "请重新运行。变化" in words(app)
    assert "规则：名单总数上限" in words(app)
    assert "再次运行" not in [b.label for b in app.button]
    app = button(app, "运行遴选").click().run()
    assert "请重新运行。变化" not in words(app)


def test_rules_that_cannot_hold_together_are_told_in_words(sign_in, scored, cast):
    staging.move_to(cast, Stage.EXAMINE)
    with work() as session:
        actions.decide_case(
            session, actor=cast["wang"], kind=ListKind.SHORTLIST, case_id=scored[0], effect=Effect.EXCLUDED,
            reason="单位撤销", now=NOW,
        )  # fmt: skip
    selecting.change_setting("shortlist.category_min.技术创新", "3")
    staging.move_to(cast, Stage.SELECT)
    selecting.run(cast)

    app = sign_in("wang", "selection")

    shown = words(app).replace("\\", "")
    assert "互相冲突的规则共 2 组" in shown
    assert "- 名单总数上限（2 件）、案例类型下限（技术创新 3 件）" in shown
    assert f"- 案例类型下限（技术创新 3 件）、不予入选（《{name(scored[0])}》）" in shown


def test_tie_is_settled_by_a_draw_and_a_new_run_is_decided(sign_in, tied):
    app = sign_in("wang", "selection")
    assert "有 2 件案例同分，仅凭分数无法决定取舍" in words(app)

    field(app, "text_input", "种子").set_value("2024-11-02 03 09 14")
    field(app, "text_input", "何时、由谁确定").set_value("组委会会议现场抽签")
    app = button(app, "确定先后").click().run()

    assert not app.exception
    [settled] = reviewing.stored(TieSettlement)
    assert settled.seed == "2024-11-02 03 09 14"
    assert "得分、归属或同分先后有变化的案例" in words(app)
    app = button(app, "运行遴选").click().run()
    assert "2 件同分的案例已按登记的先后取舍" in words(app)
    assert reviewing.stored(SelectionRun)[-1].answer["ids"] == [str(settled.order[0])]


def test_seed_nobody_could_publish_is_refused_and_stays_typed(sign_in, tied):
    app = sign_in("wang", "selection")
    field(app, "text_input", "种子").set_value("123")
    field(app, "text_input", "何时、由谁确定").set_value("会议")

    app = button(app, "确定先后").click().run()

    assert "抽签的种子有 3 字" in words(app)
    assert field(app, "text_input", "种子").value == "123"
    assert reviewing.stored(TieSettlement) == []


def test_tie_is_settled_by_deliberation_in_the_order_that_was_chosen(sign_in, tied):
    app = sign_in("wang", "selection")
    app = field(app, "segmented_control", "办法").set_value(DELIBERATION.method).run()

    field(app, "multiselect", "先后").set_value([tied[1], tied[0]])
    field(app, "text_input", "何时、由谁确定").set_value("组委会第三次会议")
    button(app, "确定先后").click().run()

    [settled] = reviewing.stored(TieSettlement)
    assert settled.order == [tied[1], tied[0]]


def test_trial_is_marked_logged_once_and_changes_nothing(sign_in, scored, cast):
    selecting.run(cast)
    app = sign_in("wang", "selection")
    assert "现在与正式规则相同" in words(app)
    before = staging.counter()

    app = field(app, "number_input", "名单总数上限").set_value(1).run()
    app = app.run()

    shown = words(app).replace("\\", "")
    assert "试算，不能确认" in shown
    assert ":orange-badge[偏离正式规则] 名单总数上限：2 件 → 1 件" in shown
    assert "试算落选的　1 件" in shown
    assert [entry.action for entry in staging.entries(before)] == [LoggedAct.SELECTION_TRY.value]
    assert len(reviewing.stored(SelectionRun)) == 1
    app = button(app, "恢复正式规则").click().run()
    assert field(app, "number_input", "名单总数上限").value == 2


def test_case_is_pinned_before_the_review_with_a_reason_and_lifted(sign_in, scored, move_stage):
    move_stage(Stage.EXAMINE)
    app = sign_in("wang", "selection")

    field(app, "selectbox", "案例").set_value(scored[0])
    next(one for one in app.text_input if one.form_id == "selection.decide.form").set_value("上级要求")
    app = button(app, "登记").click().run()

    assert not app.exception
    [made] = reviewing.stored(ListDecision)
    assert (made.case_id, made.effect, made.reason) == (scored[0], Effect.PINNED, "上级要求")
    next(one for one in app.text_input if one.form_id.startswith("selection.lift")).set_value("登记有误")
    app = button(app, "取消这项登记").click().run()
    assert reviewing.stored(ListDecision)[0].lift_reason == "登记有误"
    assert "没有登记" in words(app)


def test_second_list_waits_for_the_first(sign_in, scored):
    app = sign_in("wang", "selection", list="宣讲案例")

    assert "宣讲案例要从已确认的入选案例中遴选" in words(app)
    assert app.table[0].value.loc["各市州上限"].tolist() == ["2 件", "通知二（二）3"]
