"""得分: the preview, the fixing, who lacks sheets, the panel's severity, and the cases near the cut."""

import random

import pytest

from services.edition.terms import Stage
from services.review.deliberation import actions as deliberation
from services.scoring import queries
from services.scoring.rules import ReviewerSeverity, calibrate
from services.scoring.terms import ScoringMethod
from services.selection.terms import ListKind
from services.store.engine import work
from services.store.review_models import ReviewRound
from services.store.selection_models import CaseScore, ScoreSet
from tests.material import NOW
from tests.pages.reading import button, words
from tests.services import reviewing, selecting, staging
from tests.services.scoring import rounds
from tests.services.scoring.rounds import NO_VOTE
from tests.unit.scoring.panels import drawn
from ui import palette, scores_charts, scores_panel

SHARES = [(0.9, 0.8, 0.7), (0.6, 0.6, None)]


@pytest.fixture
def cases(sqlite, cast):
    """Two cases of a closed round of three sheets each; the second has only two."""
    return rounds.closed(cast, SHARES)


@pytest.fixture
def crowd(sqlite, cast):
    """Eight cases scored by four reviewers who differ: enough to tell severity and chance apart."""
    draw = random.Random(3)
    shares = [
        tuple(min(max(0.6 + case * 0.01 + lean + draw.uniform(-0.1, 0.1), 0), 1) for lean in (0.08, 0, 0, -0.2))
        for case in range(8)
    ]  # fmt: skip
    ids = rounds.closed(cast, shares, people=4, cities={"天门市": (1, 2, 3, 4), "潜江市": (5, 6, 7, 8)})
    rounds.set_to("shortlist.max_size", "4")
    return ids


def listed(app):
    """The table of the cases."""
    return next(table.value for table in app.dataframe if "核定得分" in table.value)


def test_before_any_round_the_page_names_the_next_step(sign_in):
    assert "还没有评审轮次" in words(sign_in("wang", "scores"))


def test_preview_says_what_fixing_would_do_and_who_lacks_sheets(sign_in, cases):
    app = sign_in("wang", "scores")

    shown = words(app)
    assert "1 件案例按“平均分”得到核定得分" in shown
    assert "1 件不足 3 份评分，没有核定得分（不按 0 分计），不参加遴选：《" in shown
    assert "没有采用的网络投票结果，核定得分即为最终得分" in shown
    assert "平均分（设定）" in shown
    assert [b.label for b in app.button if "核定" in b.label] == ["核定得分"]


def test_without_votes_the_reason_is_asked_and_what_was_typed_stays(sign_in, cases):
    app = sign_in("wang", "scores")

    app = button(app, "核定得分").click().run()

    assert "需要写明理由" in words(app)
    assert reviewing.stored(ScoreSet) == []


def test_scores_are_fixed_by_a_press(sign_in, cases):
    app = sign_in("wang", "scores")

    app.text_input(key="scores.fix.reason").set_value(NO_VOTE)
    app = button(app, "核定得分").click().run()

    assert not app.exception
    assert len(reviewing.stored(CaseScore)) == 2
    assert "得分已核定：第 1 版" in words(app)
    assert "下一步：在“遴选”页运行遴选" in words(app)
    assert not [b for b in app.button if b.label == "核定得分"]
    assert NO_VOTE in list(next(t.value for t in app.dataframe if "理由" in t.value)["理由"])


def test_table_marks_who_lacks_sheets_and_never_shows_zero(sign_in, cases):
    app = sign_in("wang", "scores")

    table = listed(app)
    assert list(table["提示"]) == ["—", "份数不足"]
    assert list(table["名次"].isna()) == [False, True]
    assert list(table["核定得分"].isna()) == [False, True]
    assert table["平均分"].notna().all()

    app = app.segmented_control(key="scores.shown").set_value("份数不足").run()
    assert list(listed(app)["份数"]) == [2]


def test_search_finds_by_name_city_and_enterprise(sign_in, cases):
    wanted = staging.cases()[0]
    app = sign_in("wang", "scores")

    app = app.text_input(key="scores.search").set_value(wanted.enterprise).run()
    assert list(listed(app)["案例"]) == [wanted.case_name]

    app = app.text_input(key="scores.search").set_value("没有这样的案例").run()
    assert "没有符合条件的案例" in words(app)


def test_votes_stand_beside_the_scores_they_are_mixed_into(sign_in, cases, cast):
    rounds.voted(cast, {cases[0]: 300, cases[1]: 10})

    app = sign_in("wang", "scores")

    assert "采用“投票平台”" in words(app)
    assert list(listed(app)["票数"]) == [300, 10]
    app = button(app, "核定得分").click().run()
    assert "得分已核定" in words(app)


def test_votes_that_miss_a_case_are_said_before_anybody_presses(sign_in, cases, cast):
    rounds.voted(cast, {cases[0]: 300})

    app = sign_in("wang", "scores")

    assert "缺少 1 件案例的票数" in words(app)
    assert not [b for b in app.button if b.label == "核定得分"]


def test_scores_that_no_longer_follow_are_called_so_and_fixed_again(sign_in, cases, cast):
    rounds.fix(cast)
    rounds.voted(cast, {cases[0]: 300, cases[1]: 10})

    app = sign_in("li", "scores")
    assert "须再次核定" in words(app)
    app.text_input(key="scores.fix.reason").set_value("补上投票")
    app = button(app, "核定得分").click().run()

    assert "得分已核定：第 2 版" in words(app)
    assert [one.reason for one in reviewing.stored(ScoreSet)] == [NO_VOTE, "补上投票"]


def test_before_the_stage_it_is_a_preview(sign_in, cases, move_stage):
    move_stage(Stage.REVIEW.value)

    app = sign_in("wang", "scores")

    assert "得分在“遴选”阶段核定" in words(app)
    assert not [b for b in app.button if b.label == "核定得分"]


def test_open_round_leads_to_where_it_is_closed(sign_in, sqlite, cast):
    ids = reviewing.passed(cast)
    reviewing.open_round(cast, ids, reviewing.register(cast["zhao"]))
    staging.move_to(cast, Stage.SELECT)

    app = sign_in("wang", "scores")

    assert "“专家评审”评审中，结束之后才能核定得分" in words(app)


def test_groups_that_share_no_case_are_told_with_what_follows(sign_in, sqlite, cast):
    rounds.closed(cast, [(0.9, None), (None, 0.6)], reviews_per_case=1, people=2)
    rounds.set_to("score.method", ScoringMethod.CORRECTED.value)

    app = sign_in("wang", "scores")

    assert "评分把专家分成了 2 组" in words(app)
    assert listed(app)["扣除宽严"].isna().all()
    assert not [b for b in app.button if b.label == "核定得分"]


def test_severity_and_agreement_are_told_in_words(sign_in, crowd):
    app = sign_in("wang", "scores")

    shown = words(app)
    assert "共 4 位专家，宽严度从" in shown
    assert "明显偏严 1 位" in shown
    assert "同一案例的各份评分，一致程度**" in shown
    assert "只凭一份评分，分数的差别约有" in shown
    assert "有 **" in shown
    assert "件不同" in shown


def test_cases_near_the_cut_are_an_agenda(sign_in, crowd, cast):
    table = rounds.table()
    chances = {int(one.id): float(one.p_selected) for one in table.severity.cases}
    near = {case_id for case_id, chance in chances.items() if 0.2 < chance < 0.8}
    assert near
    staging.move_to(cast, Stage.REVIEW)
    talked = max(near, key=lambda case_id: -abs(chances[case_id] - 0.5))
    with work() as session:
        deliberation.open_deliberation(session, actor=cast["wang"], case_id=talked, reason="临近", now=NOW)

    app = sign_in("wang", "scores")

    assert "临近最低入选分的先后主要是偶然" in words(app)
    agenda = next(one.value for one in app.dataframe if "入选可能" in one.value)
    assert len(agenda) == len(near)
    assert list(agenda["合议"]).count("合议中") == 1
    assert agenda["入选可能"].between(20, 80).all()
    assert "合议和增加专家在“专家评审”阶段办理" not in words(app)
    assert "选中一行，打开它的合议" in words(app)


@pytest.fixture
def lectures(cases, cast):
    """Scores that are fixed, and a planned round for the lectures."""
    rounds.fix(cast)
    with work() as session:
        session.add(
            ReviewRound(
                edition_id=1, number=2, name="宣讲评审", purpose=ListKind.LECTURE, state="planned",
                reviews_per_case=5, due=reviewing.DUE, created_at=NOW,
            )
        )  # fmt: skip


def test_lecture_scores_are_a_view_of_their_own(sign_in, lectures, cases, cast):
    selecting.confirmed(cast, reviewing.stored(ScoreSet)[0].id, {cases[0]: "78.6667"})
    app = sign_in("wang", "scores")
    assert "得分已核定" in words(app)

    app = app.segmented_control(key="scores.purpose").set_value(ListKind.LECTURE).run()

    assert "宣讲评审 · 筹备中" in words(app)
    assert "得分已核定" not in words(app)
    assert len(listed(app)) == 1


def test_lecture_round_without_a_shortlist_names_the_next_step(sign_in, lectures):
    app = sign_in("wang", "scores")

    app = app.segmented_control(key="scores.purpose").set_value(ListKind.LECTURE).run()

    assert "先确认入选案例名单" in words(app)


def test_chart_for_leadership_has_numbers_for_names():
    reviews, _ = drawn(60, {"王一": 5.0, "李二": -5.0, "赵三": 0.0})
    rows = scores_charts.numbered(queries.anonymous(calibrate(reviews)))

    assert [label for label, _ in rows] == ["专家 1", "专家 2", "专家 3"]
    assert [one.id for _, one in rows] == ["李二", "赵三", "王一"]
    drawn_chart = scores_charts.severity(rows, palette.LIGHT).to_json()
    assert not any(name in drawn_chart for name in ("王一", "李二", "赵三"))


def test_two_people_of_one_name_are_two_rows():
    one = ReviewerSeverity("1", 1, 5, calibrate(drawn(20, {"甲": 1.0, "乙": -1.0})[0]).reviewers[0].severity)

    chart = scores_charts.severity([("陈伟", one), ("陈伟", one)], palette.DARK)

    assert list(chart.data[-1].y) == ["陈伟（1）", "陈伟（2）"]


@pytest.mark.parametrize(
    ("alpha", "word"), [(0.85, "高"), (0.7, "较高"), (0.5, "中等"), (0.1, "偏低"), (-0.2, "没有一致可言")]
)
def test_agreement_is_read_in_words(alpha, word):
    found = scores_panel.Agreement(alpha, 0.3, 0.6)

    assert f"一致程度**{word}**" in scores_panel.agreement_told(found, 3)
    assert "约有 30 % 反映案例本身" in scores_panel.agreement_told(found, 3)
